package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** What the API's document says is there answers, and as it says. */
class OpenApiIT {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Set<String> OF_THE_SERVER = Set.of("/metrics", "/openapi");

    private final Instance steward = Stubbed.INSTANCE;

    record Operation(String method, String path, JsonNode responses) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static Stream<Operation> operations() {
        return paths().properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .map(member -> new Operation(
                                member.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                member.getValue().get("responses"))));
    }

    static Stream<Operation> operationsThatAreNotThere() {
        return paths().properties().stream()
                .filter(path -> !OF_THE_SERVER.contains(path.getKey()))
                .flatMap(path -> METHODS.stream()
                        .filter(method -> !path.getValue().has(method) && !isMeantByAnother(path.getKey(), method))
                        .map(method -> new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), null)));
    }

    /** As {@code /api/schedules/preview} is an address of {@code /api/schedules/{id}} too. */
    private static boolean isMeantByAnother(String address, String method) {
        return paths().properties().stream()
                .filter(path -> path.getValue().has(method))
                .anyMatch(path -> address.matches(path.getKey().replaceAll("\\{[^}]*}", "[^/{]+")));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationAnswersWithAStatusThatItsDocumentNames(Operation operation) {
        assertThat(operation.responses().properties().stream().map(answer -> answer.getKey()))
                .contains(Integer.toString(status(operation)));
    }

    @ParameterizedTest
    @MethodSource("operationsThatAreNotThere")
    void whatIsNotInTheDocumentIsRefused(Operation operation) {
        assertThat(status(operation)).isIn(404, 405);
    }

    @Test
    void theDocumentIsServedAsItIs() throws Exception {
        assertThat(Json.mapper().readTree(steward.get("/api/openapi.json").body()))
                .isEqualTo(document());
    }

    @Test
    void theServersOwnDocumentHasTheSameAddresses() throws Exception {
        var served = Json.mapper()
                .readTree(steward.get("/openapi", "Accept", "application/json").body());
        assertThat(served.path("paths").properties().stream().map(path -> path.getKey()))
                .containsExactlyInAnyOrderElementsOf(
                        paths().properties().stream().map(path -> path.getKey()).toList());
        assertThat(served.at("/paths/~1api~1conversations/get/summary"))
                .isEqualTo(document().at("/paths/~1api~1conversations/get/summary"));
    }

    private int status(Operation operation) {
        var path = operation.path().replaceAll("\\{\\w+}", UUID.randomUUID().toString());
        var body = operation.method().equals("GET") || operation.method().equals("DELETE")
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString("{}");
        return steward.send(HttpRequest.newBuilder(steward.uri(path))
                        .header("Content-Type", "application/json")
                        .method(operation.method(), body))
                .statusCode();
    }

    private static JsonNode paths() {
        return document().path("paths");
    }

    private static JsonNode document() {
        try (var document = OpenApiIT.class.getResourceAsStream("/META-INF/openapi.json")) {
            return Json.mapper().readTree(document);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
