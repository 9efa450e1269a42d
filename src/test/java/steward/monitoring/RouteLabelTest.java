package steward.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.FakeExchange;
import steward.platform.http.ApiPath;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class RouteLabelTest {
    @ParameterizedTest
    @CsvSource({
        "/api/chat, /api/chat",
        "/api/conversations/0198c1de-7e1c-7000-8000-000000000001, /api/conversations/{id}",
        "/api/conversations/x/export, /api/conversations/{id}/export",
        "/models/deepseek-chat, /v1/models/{id}",
        "/v1/models/deepseek-chat, /v1/models/{id}",
        "/v1/chat/completions, /v1/chat/completions",
        "/api/monitoring/health, /health",
        "/, /",
        "/assets/app.js, static",
        "/聊天, other",
        "/api/chat/x, other",
        "/responses, /v1/responses",
        "/v1/none, other",
        "'', other",
    })
    void anAddressHasItsLabel(String path, String label) {
        assertThat(RouteLabel.of(path)).isEqualTo(label);
    }

    @Test
    void everyAddressOfTheDocumentedApiHasALabel() throws IOException {
        var document = Json.mapper().readTree(Files.readString(Path.of("src/main/resources/META-INF/openapi.json")));
        assertThat(document.get("paths").properties()).isNotEmpty().allSatisfy(path -> {
            var request = new FakeExchange("GET", path.getKey().replaceAll("\\{[^}]*}", "x"));
            assertThat(RouteLabel.of(ApiPath.of(request.request())))
                    .as(path.getKey())
                    .isNotEqualTo(RouteLabel.OTHER);
        });
    }

    @Test
    void noAddressMakesALabelOfItsOwn() {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++) {
            var path = "/" + Long.toString(random.nextLong(), 36) + (i % 3 == 0 ? "/api/chat" : ".js");
            assertThat(RouteLabel.all()).contains(RouteLabel.of(path));
        }
        assertThat(RouteLabel.all()).hasSizeLessThan(150);
    }
}
