package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import steward.platform.http.ApiPath;
import steward.platform.json.Json;

/** Every route of the API, from its document; OpenApiTest keeps that equal to what is deployed. */
public final class Routes {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    /** Answered by the runtime itself, before any filter of ours. */
    private static final Set<String> OF_THE_RUNTIME = Set.of("/metrics", "/openapi");

    private Routes() {}

    /** @param path with its parameters in braces, under {@code /api} whatever the prefix */
    public record Route(String method, String path) {
        /** The path with an id that nobody has. */
        public String address() {
            return path.replaceAll("\\{[^}]*}", "019ab1f2-7c3e-7a10-9d4e-000000000000");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All of them, in the document's order. */
    public static List<Route> all() {
        return StreamSupport.stream(paths().properties().spliterator(), false)
                .filter(path -> !OF_THE_RUNTIME.contains(path.getKey()))
                .flatMap(path -> methods(path.getValue())
                        .map(method -> new Route(method.toUpperCase(Locale.ROOT), ApiPath.of(path.getKey()))))
                .distinct()
                .toList();
    }

    /** Those that change something for those who run the server. */
    public static List<Route> administrativeWrites() {
        return all().stream()
                .filter(route -> !route.method().equals("GET"))
                .filter(route -> AccessTable.of(route.method(), route.address())
                        .filter(Access::isAdministrative)
                        .isPresent())
                .toList();
    }

    private static Stream<String> methods(JsonNode path) {
        return path.properties().stream().map(member -> member.getKey()).filter(METHODS::contains);
    }

    private static JsonNode paths() {
        try {
            return Json.mapper()
                    .readTree(Files.readString(Path.of("src/main/resources/META-INF/openapi.json")))
                    .get("paths");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
