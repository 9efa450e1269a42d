package steward.server;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import steward.identity.Personas;
import steward.identity.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.server.Instance.settings;

/** Every route of the document asked by everybody: let in and kept out as the access table declares it. */
class AccessMatrixIT {
    private static final Instance STEWARD =
            Instance.start("access", settings("AUTH_REQUIRED", "true", "API_KEYS", Personas.CONFIGURED_KEY));

    @AfterAll
    static void stop() {
        STEWARD.close();
    }

    static Stream<Arguments> matrix() {
        return Routes.all().stream()
                .flatMap(route -> Personas.all().stream().map(persona -> Arguments.of(route, persona)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("matrix")
    void aRouteLetsInWhomTheTableSays(Routes.Route route, Personas.Persona persona) {
        var answer = STEWARD.send(
                HttpRequest.newBuilder(STEWARD.uri(route.address()))
                        .header("Content-Type", "application/json")
                        .method(route.method(), body(route)),
                persona.headers());
        assertThat(refusal(answer)).isEqualTo(persona.statusAt(route));
    }

    /** The status where the caller was kept out, else 0: a route may answer 401 for reasons of its own. */
    private static int refusal(HttpResponse<String> answer) {
        return answer.body().matches("(?s).*\"code\":\"(missing_api_key|invalid_api_key|forbidden)\".*")
                ? answer.statusCode()
                : 0;
    }

    private static BodyPublisher body(Routes.Route route) {
        return route.method().startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody();
    }
}
