package steward.pages;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.server.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/** The console as the real server serves it, at a context root of its own. */
class ServedConsoleIT extends PageTest {
    private Instance instance;

    @BeforeAll
    void startServer() {
        instance = Instance.start("console", Map.of("SAMPLE_KNOWLEDGE", "true"), "steward");
    }

    @AfterAll
    void stopServer() {
        if (instance != null) {
            instance.close();
        }
    }

    @Override
    URI base() {
        return instance.uri("/");
    }

    @BeforeEach
    @Override
    void openChat() {
        browser.size(1280, 800);
        browser.systemColours("light");
        browser.openFresh(base().resolve("admin/"));
        browser.find(".verdict");
    }

    @Test
    void aPlaceTypedAsAPathLeadsToTheConsole() {
        browser.open(base().resolve("admin/config"));
        assertThat(browser.text("h1")).isEqualTo("配置");
        assertThat(browser.script("return location.pathname + location.hash")).isEqualTo("/steward/admin/#/config");

        browser.open(URI.create(base().toString().replaceFirst("/$", "/admin")));
        assertThat(browser.text("h1")).isEqualTo("总览");
    }

    @Test
    void theLinkToTheFirstSetUpKeepsItsTokenOutOfEveryRequest() {
        browser.open(base().resolve("admin/setup/#token=Q7-abc"));

        assertThat(browser.find("#setup-token").getDomProperty("value")).isEqualTo("Q7-abc");
        assertThat(browser.script("return location.pathname")).isEqualTo("/steward/admin/");
        assertThat(instance.log()).doesNotContain("Q7-abc");
    }

    @Test
    void aProgramThatAsksForAPlaceThatIsNotThereIsTold404() {
        assertThat(instance.get("/admin/nowhere").statusCode()).isEqualTo(404);
        assertThat(instance.get("/admin/api/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void theApiForAdministratorsHasOneAddressOnly() {
        assertThat(instance.get("/admin/api/overview").statusCode()).isEqualTo(200);
        assertThat(instance.get("/api/overview").statusCode()).isEqualTo(404);
        assertThat(instance.send(HttpRequest.newBuilder(instance.uri("/admin/api/cache/clear"))
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theFirstPageShowsThisInstance() {
        assertThat(browser.text(".verdict")).startsWith("一切正常。");
        assertThat(browser.text("main")).contains("实例 console");
        browser.screenshot("console-served");
    }

    @Test
    void everySettingIsShownWithItsSource() {
        browser.open(base().resolve("admin/#/config?q=SAMPLE_KNOWLEDGE"));

        assertThat(browser.text(".list tbody")).contains("true").contains("环境变量 SAMPLE_KNOWLEDGE");
    }

    @Test
    void theBenchFindsWhatChatWouldCite() {
        browser.open(base().resolve("admin/#/knowledge/bench"));
        browser.type("input[name=q]", "年假怎么算", org.openqa.selenium.Keys.ENTER);

        assertThat(browser.text(".list tbody")).contains("年假");
    }

    @Test
    void aTaskIsSubmittedFollowedToItsEndAndItsResultRead() {
        browser.open(base().resolve("admin/#/tasks"));
        browser.click(".view-head .button");
        browser.find("#field-payload").clear();
        browser.type("#field-payload", "{\"prompt\": \"年假怎么算？\", \"use_knowledge\": true}");
        browser.click("form-dialog .primary");
        browser.click(".form-done a");

        browser.until(
                "its end",
                () -> browser.text("h1").contains("成功") || browser.text("h1").contains("失败"));
        assertThat(browser.text("main")).contains("参数");
        browser.screenshot("console-served-task");
    }
}
