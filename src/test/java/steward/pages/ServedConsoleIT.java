package steward.pages;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import steward.server.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/** The console as the real server serves it, at a context root of its own. */
class ServedConsoleIT extends PageTest {
    private static final String PASSWORD = "a sentence that nobody guesses";

    private Instance instance;

    @BeforeAll
    void startServer() {
        instance = Instance.start("console", Map.of("SAMPLE_KNOWLEDGE", "true", "ADMIN_PASSWORD", PASSWORD), "steward");
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
        browser.command("Network.clearBrowserCookies", Map.of());
        browser.openFresh(base().resolve("admin/"));
        browser.find(".verdict");
    }

    private void signIn(String username) {
        browser.click(".switches .icon-button:last-child");
        browser.type("#username", username);
        browser.type("#password", PASSWORD, Keys.ENTER);
        browser.until("the session", () -> browser.text(".who").equals(username));
    }

    private void go(String place) {
        browser.script("location.hash = arguments[0]", "#/" + place);
        browser.until("the place", () -> browser.has("main h1") && !browser.has("main .loading"));
    }

    /** Opens the form of the view's first button, fills it in, sends it, and leaves what it shows at the end. */
    private void fill(String... fields) {
        browser.click(".view-head .button");
        for (var at = 0; at < fields.length; at += 2) {
            browser.type("#field-" + fields[at], fields[at + 1]);
        }
        browser.click("form-dialog .primary");
        browser.until("an answer", () -> !browser.has("form-dialog form"));
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
        browser.type("input[name=q]", "年假怎么算", Keys.ENTER);

        assertThat(browser.text(".list tbody")).contains("年假");
    }

    @Test
    void anAdministratorMakesATeamAUserAKeyABudgetAndASchedule() {
        signIn("admin");
        go("teams");
        fill("name", "客服部", "rpm", "600");
        go("users");
        fill("username", "chen", "password", PASSWORD, "team_id", "客服部", "tpm", "1000");
        browser.until("the user", () -> browser.text(".list").contains("chen"));
        assertThat(browser.text(".list")).contains("客服部");
        go("keys");
        fill("name", "crm-prod", "models", "steward-extractive", "ip_allow", "10.0.0.0/8", "days", "30");
        assertThat(browser.text(".secret")).startsWith("sk-");
        browser.click("form-dialog .row > .primary");
        browser.click(".list .actions .button"); // rotates it
        browser.click("form-dialog .primary");
        browser.click("form-dialog .row > .primary");
        assertThat(browser.text(".list")).contains("crm-prod").contains("旧密钥");
        go("usage/budgets");
        fill("account", "团队 · 客服部", "monthly_tokens", "1000000", "monthly_cost", "12.5");
        browser.until("the budget", () -> browser.text(".list").contains("1,000,000"));
        assertThat(browser.text(".list")).contains("客服部").contains("12.5");
        go("knowledge/collections");
        browser.click("knowledge-collections .button");
        browser.type("#field-name", "hr", Keys.ENTER);
        browser.until("the collection", () -> browser.text(".list").contains("hr"));
        browser.click("tr:nth-child(2) .actions .button");
        browser.click("form-dialog fieldset label:first-of-type");
        browser.click("form-dialog .primary");
        browser.until("its reader", () -> browser.has(".list .chip"));
        go("schedules");
        browser.click(".view-head .button");
        browser.find("#field-payload").clear();
        browser.type("#field-payload", "{\"prompt\": \"写一份日报\"}");
        browser.type("#field-name", "日报", Keys.ENTER);
        browser.until("the schedule", () -> browser.text(".list").contains("日报"));

        go("audit");
        assertThat(browser.text(".list")).contains("admin").contains("budget.set");
        browser.screenshot("console-served-audit");
    }

    @Test
    void filesAreImportedAndTheirFailuresHaveACause() throws IOException {
        var folder = Files.createDirectories(instance.home().resolve("files"));
        var good = Files.writeString(folder.resolve("轮班.txt"), "夜班每小时另付 20 元。");
        var empty = Files.writeString(folder.resolve("空.txt"), "");
        go("knowledge");
        browser.all("knowledge-upload input[type=file]").get(0).sendKeys(good + "\n" + empty);

        browser.until("the outcome", () -> browser.text("import-progress").contains("2/2，失败 1"));
        browser.find("import-progress .reason");
        browser.screenshot("console-served-import");
        browser.click(".tabs a:nth-child(2)");
        browser.click(".list a");
        assertThat(browser.text("import-progress")).contains("轮班.txt");
    }

    @Test
    void theChatPageLeadsThoseToTheConsoleWhoMaySeeIt() {
        signIn("admin");
        browser.open(base());
        browser.click("a[href='admin/']");

        assertThat(browser.text(".who")).isEqualTo("admin");
    }

    @Test
    void everyPlaceShowsWhatTheServerSays() {
        signIn("admin");
        for (var place : browser.all(".sidebar .places:first-child a")) {
            place.click();
            browser.until("its content", () -> browser.has("main h1") && !browser.has("main .loading"));
            assertThat(browser.has("main .problem")).as(place.getText()).isFalse();
            assertThat(browser.text("main")).as(place.getText()).doesNotContain("undefined", "NaN", "[object");
        }
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
