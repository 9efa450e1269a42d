package steward.pages;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every place of the console in both languages, light and dark, on a phone and on a desk; leaves pictures. */
class ConsoleLooksIT extends PageTest {
    private static final List<String> PLACES = List.of(
            "overview",
            "tasks",
            "tasks/0193-0002-aaaa-bbbb-cccc00000002",
            "knowledge",
            "knowledge/d-handbook",
            "knowledge/bench",
            "knowledge/imports",
            "knowledge/collections",
            "cache",
            "health",
            "schedules",
            "schedules/s1",
            "users",
            "teams",
            "teams/t1",
            "keys",
            "sessions",
            "usage",
            "usage/budgets",
            "instances",
            "audit",
            "backups",
            "config");

    private MockBackEnd backEnd;
    private Looks looks;

    @BeforeAll
    void startBackEnd() throws IOException {
        backEnd = new MockBackEnd(0, "/");
        looks = new Looks(browser);
    }

    @AfterAll
    void stopBackEnd() {
        backEnd.close();
    }

    @Override
    URI base() {
        return backEnd.base();
    }

    @BeforeEach
    @Override
    void openChat() {
        backEnd.reset();
        browser.languages("zh-CN");
        browser.size(1280, 800);
        browser.systemColours("light");
        browser.openFresh(base().resolve("admin/"));
        browser.find(".verdict");
    }

    /** Changes the place without loading the page again, and waits for its content. */
    private void go(String place) {
        browser.scriptAsync("""
                const [place, done] = arguments;
                location.hash = place;
                setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)));""", "#/" + place);
        browser.find("main h1");
        browser.until("its content", () -> !browser.has("main .loading"));
    }

    static Stream<Arguments> looks() {
        return Stream.of("zh-CN", "en")
                .flatMap(language -> Stream.of("light", "dark")
                        .flatMap(colours -> Stream.of(360, 1280).map(width -> Arguments.of(language, colours, width))));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void nothingSeriousIsFoundAndNothingScrollsSideways(String language, String colours, int width) {
        browser.languages(language);
        browser.systemColours(colours);
        browser.size(width, width < 600 ? 740 : 800);
        var look = language + "-" + colours + "-" + width;

        browser.open(base().resolve("admin/"));
        browser.find("main h1");
        for (var place : PLACES) {
            go(place);
            looks.inspect("console-" + place.replace('/', '-') + "-" + look);
        }
        go("tasks");
        browser.click(".queue .danger");
        browser.find("form-dialog input");
        looks.inspect("console-dialog-" + look);
        browser.click("form-dialog .icon-button");
        go("keys");
        browser.click(".view-head .button");
        browser.type("#field-name", "crm");
        looks.inspect("console-key-form-" + look);
        browser.click("form-dialog .primary");
        browser.find(".secret");
        looks.inspect("console-key-" + look);
        backEnd.console().locked();
        browser.open(base().resolve("admin/"));
        browser.find("#username");
        looks.inspect("console-sign-in-" + look);
        browser.open(base().resolve("admin/#/setup?token=x"));
        browser.find("#setup-token");
        looks.inspect("console-setup-" + look);
    }

    @Test
    void everythingToPressIsLargeEnough() {
        for (var place : PLACES) {
            go(place);
            assertThat(looks.smallerThan(24)).as(place).isEqualTo(List.of());
        }
    }

    @Test
    void onAPhoneTheMenuIsADrawerThatClosesWhenAPlaceIsChosen() {
        browser.size(360, 740);
        browser.open(base().resolve("admin/"));
        browser.click(".bar > .icon-button");
        browser.screenshot("console-phone-menu");
        browser.click(".menu-drawer a[href='#/config']");

        browser.until("the drawer to close", () -> !browser.has("dialog[open]"));
        assertThat(browser.text("h1")).isEqualTo("配置");
    }
}
