package steward.server;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class DocsIT {
    private final Instance steward = Stubbed.INSTANCE;

    @Test
    void theTypeOfAProblemLeadsToItsExplanation() throws IOException {
        var type = Json.mapper()
                .readTree(steward.get("/api/nothing").body())
                .get("type")
                .asText();
        var page = steward.get(type.replaceFirst("#.*", ""));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(page.body()).contains("<h2 id=\"unknown_url\">");
    }

    @Test
    void whatExistsInChineseIsShownInChinese() {
        assertThat(steward.get("/docs/api", "Accept-Language", "zh-CN").body()).contains("调用");
        assertThat(steward.get("/docs/api", "Accept-Language", "en").body()).doesNotContain("调用接口");
    }

    @Test
    void nothingElseIsReadThatWay() {
        for (var path :
                new String[] {"/docs/", "/docs/none", "/docs/..%2fweb.xml", "/docs/%2e%2e/web", "/docs/a/b/c"}) {
            assertThat(steward.get(path).statusCode()).as(path).isIn(400, 404);
        }
    }
}
