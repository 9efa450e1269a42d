package steward.server;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.identity.Personas;
import steward.identity.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static steward.server.Instance.settings;

/** Every route of the document asked by everybody: let in and kept out as the access table declares it. */
class AccessMatrixIT {
    private static final Map<String, String[]> HEADERS = new HashMap<>();
    private static Instance steward;

    @BeforeAll
    static void start() {
        steward = Instance.start(
                "access",
                settings(
                        "AUTH_REQUIRED",
                        "true",
                        "API_KEYS",
                        Personas.CONFIGURED_KEY,
                        "ADMIN_PASSWORD",
                        Accounts.PASSWORD,
                        "ADMIN_USERNAME",
                        "owner"));
        var owner = Accounts.signIn(steward, "owner");
        HEADERS.put("nobody", new String[0]);
        HEADERS.put("bad token", Accounts.bearer("eyJhbGciOiJub25lIn0.e30."));
        HEADERS.put("bad key", new String[] {"X-API-Key", "sk-no-such-key-0123456789"});
        HEADERS.put("configured key", Accounts.bearer(Personas.CONFIGURED_KEY));
        HEADERS.put("owner", owner);
        for (var role : List.of("viewer", "operator", "admin")) {
            Accounts.addUser(steward, owner, role, role);
            HEADERS.put(role, Accounts.signIn(steward, role));
        }
        HEADERS.put(
                "key without scope",
                Accounts.bearer(Accounts.addKey(steward, owner, "{\"name\":\"x\",\"scopes\":[\"ops\"]}")));
    }

    @AfterAll
    static void stop() {
        steward.close();
    }

    static Stream<Arguments> matrix() {
        return Routes.all().stream()
                // whoever signs out is not the same afterwards
                .filter(route -> !route.path().equals("/api/auth/logout"))
                .flatMap(route -> Personas.all().stream().map(persona -> Arguments.of(route, persona)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("matrix")
    void aRouteLetsInWhomTheTableSays(Routes.Route route, Personas.Persona persona) {
        var answer = ask(route.method(), route.address(), HEADERS.get(persona.toString()));
        assertThat(refusal(answer)).isEqualTo(persona.statusAt(route));
    }

    static Stream<Routes.Route> readings() {
        return Routes.all().stream().filter(route -> route.method().equals("GET"));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void anAnswerOfTheApiLoadsNothingAndIsKeptByNobody(Routes.Route route) {
        var headers = ask("GET", route.address(), HEADERS.get("owner")).headers();
        var policy = headers.firstValue("Content-Security-Policy").orElseThrow();
        assertThat(headers.allValues("Content-Security-Policy")).hasSize(1);
        assertThat(policy).contains("default-src 'none'").contains("frame-ancestors");
        if (route.path().startsWith("/api/") || route.path().startsWith("/admin/api/")) {
            assertThat(policy).isEqualTo("default-src 'none'; frame-ancestors 'none'");
            if (!List.of("/api/about", "/api/openapi.json").contains(route.path())) {
                assertThat(headers.firstValue("Cache-Control").orElse("none")).contains("no-store");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/users/", "/api//users", "/api/users;x=y", "/api;x=y/users", "/api/v1/users", "/api/ef/v1/users",
                "/API/users", "/api/%75sers", "/api/./users", "/api/x/../users", "/api%2Fusers", "/api/users%2F",
                "/api/users%2F..%2Fusers", "/./api/users", "/api/users%00", "/api/users/%2e", "//api/users"
            })
    void noSpellingOfAnAddressGetsAroundTheTable(String spelling) {
        assertThat(ask("GET", spelling, HEADERS.get("viewer")).statusCode()).isIn(302, 400, 403, 404);
        assertThat(ask("GET", spelling, HEADERS.get("nobody")).statusCode()).isIn(302, 400, 401, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/users?api_key=", "/api/users?access_token=", "/api/users?key=", "/api/users?token="})
    void aKeyInTheAddressIsNone(String address) {
        var token = HEADERS.get("owner")[1].substring("Bearer ".length());
        assertThat(ask("GET", address + token, HEADERS.get("nobody")).statusCode())
                .isEqualTo(401);
    }

    static List<Routes.Route> administrativeWrites() {
        return Routes.administrativeWrites();
    }

    @ParameterizedTest
    @MethodSource("administrativeWrites")
    void whatAnAdministratorWritesIsInTheAudit(Routes.Route route) {
        var answer = ask(route.method(), route.address(), HEADERS.get("owner"));
        var request = answer.headers().firstValue("X-Request-Id").orElseThrow();
        var action = "admin." + route.method().toLowerCase(Locale.ROOT);
        await().untilAsserted(() -> assertThat(ask("GET", "/admin/api/audit?action=" + action, HEADERS.get("owner"))
                        .body())
                .contains("\"request_id\":\"" + request + "\""));
    }

    private static HttpResponse<String> ask(String method, String address, String... headers) {
        return steward.send(
                HttpRequest.newBuilder(steward.uri(address))
                        .header("Content-Type", "application/json")
                        .method(method, body(method)),
                headers);
    }

    /** The status where the caller was kept out, else 0: a route may answer 401 for reasons of its own. */
    private static int refusal(HttpResponse<String> answer) {
        return answer.body().matches("(?s).*\"code\":\"(missing_api_key|invalid_api_key|forbidden)\".*")
                ? answer.statusCode()
                : 0;
    }

    private static BodyPublisher body(String method) {
        return method.startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody();
    }
}
