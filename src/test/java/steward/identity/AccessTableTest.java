package steward.identity;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AccessTableTest {
    static List<Routes.Route> routes() {
        return Routes.all();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyRouteOfTheDocumentIsDeclared(Routes.Route route) {
        assertThat(AccessTable.of(route.method(), route.address())).isPresent();
    }

    @Test
    void nothingIsDeclaredThatIsNoRoute() {
        var documented = Routes.all().stream().map(AccessTableTest::plain).collect(Collectors.toSet());
        assertThat(AccessTable.declared().keySet())
                .allSatisfy(line -> assertThat(documented).contains(line.replaceAll("\\{[^}]*}", "{}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/no-such-thing", "/api/keys/x/y/z", "/api/chat/more", "/admin/api/no-such-thing"})
    void whatIsNotDeclaredIsNotFound(String path) {
        assertThat(AccessTable.of("GET", path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, open",
        "GET, /docs/errors, open",
        "GET, /health/ready, open",
        "GET, /api/about, open",
        "GET, /api/metrics, 'open locally, else ops'",
        "POST, /api/chat, key with chat",
        "HEAD, /api/knowledge/search, key with search",
        "DELETE, /api/knowledge/documents/1, key with kb",
        "PUT, /api/chat, key",
        "OPTIONS, /api/chat, open",
        "POST, /v1/chat/completions, key with chat",
        "POST, /chat/completions, key with chat",
        "GET, /models/deepseek-ai/DeepSeek-V3, key with chat",
        "POST, /v1/no-such-thing, key with chat",
        "POST, /api/cache/clear, operator",
    })
    void aRouteAsksForWhatIsDeclared(String method, String path, String asked) {
        assertThat(AccessTable.of(method, path)).map(Access::toString).contains(asked);
    }

    private static String plain(Routes.Route route) {
        return (route.method() + " " + route.path()).replaceAll("\\{[^}]*}", "{}");
    }
}
