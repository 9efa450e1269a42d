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
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** Language, colours, width and what axe-core finds; leaves pictures in target/screenshots. */
class PageLooksIT extends PageTest {
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

    @BeforeEach
    @Override
    void openChat() {
        backEnd.reset();
        browser.languages("zh-CN");
        super.openChat();
    }

    @Override
    URI base() {
        return backEnd.base();
    }

    static Stream<Arguments> languages() {
        return Stream.of(
                Arguments.of(List.of("zh"), "想查点什么？"),
                Arguments.of(List.of("zh-Hans-CN", "en"), "想查点什么？"),
                Arguments.of(List.of("zh-TW"), "想查点什么？"),
                Arguments.of(List.of("fr", "zh-CN"), "想查点什么？"),
                Arguments.of(List.of("en-GB", "zh"), "What would you like to know?"),
                Arguments.of(List.of("fr"), "What would you like to know?"));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theLanguageIsTheFirstOfTheBrowsersThatWeSpeak(List<String> tags, String title) {
        browser.languages(tags.toArray(String[]::new));
        browser.openFresh(base());

        assertThat(browser.text("h1")).isEqualTo(title);
    }

    @Test
    void aChosenLanguageStays() {
        browser.click(".language");
        browser.until("English", () -> browser.text("h1").equals("What would you like to know?"));
        browser.reload();

        assertThat(browser.text("h1")).isEqualTo("What would you like to know?");
        assertThat(browser.script("return document.documentElement.lang")).isEqualTo("en");
    }

    @Test
    void theColoursAreTheSystemsUntilChosen() {
        assertThat(paper()).isEqualTo("rgb(250, 249, 246)");
        browser.systemColours("dark");
        assertThat(paper()).isEqualTo("rgb(20, 24, 26)");
        browser.click(".theme");
        assertThat(paper()).isEqualTo("rgb(250, 249, 246)");
        browser.reload();
        assertThat(paper()).isEqualTo("rgb(250, 249, 246)");
    }

    private Object paper() {
        return browser.script("return getComputedStyle(document.documentElement).backgroundColor");
    }

    @Test
    void aQuestionIsTypedInLettersThatNoPhoneZoomsInto() {
        browser.size(360, 740);

        assertThat(browser.script("return parseFloat(getComputedStyle(document.querySelector('#question')).fontSize)"))
                .isEqualTo(16L);
    }

    @Test
    void onAPhoneTheHistoryIsADrawerAndTheSourceASheet() {
        browser.size(360, 740);
        browser.openFresh(base());
        browser.click(".bar > .icon-button");
        browser.screenshot("phone-history");
        assertThat(browser.text(".drawer .item")).isEqualTo("年假怎么算？");
        browser.press(Keys.ESCAPE);
        ask("年假怎么算？");
        awaitAnswer();
        browser.click(".cite");
        browser.find(".document-text mark");

        browser.screenshot("phone-source");
        assertThat(looks.sideways()).isZero();
    }

    @Test
    void everythingToPressIsLargeEnoughForAPointer() {
        ask("年假怎么算？");
        awaitAnswer();

        assertThat(looks.smallerThan(24)).isEqualTo(List.of());
    }

    @Test
    void everythingToPressIsLargeEnoughForAFinger() {
        browser.size(360, 740);
        browser.openFresh(base());
        ask("年假怎么算？");
        awaitAnswer();
        browser.click(".bar > .icon-button");

        // a number within a sentence cannot be larger than its line
        assertThat(looks.smallerThan(44)).isEqualTo(List.of("cite", "cite", "cite"));
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

        browser.openFresh(base());
        browser.find(".sample");
        looks.inspect("empty-" + look);
        ask("年假怎么算？");
        awaitAnswer();
        looks.inspect("answer-" + look);
        browser.click(".cite");
        browser.find(".document-text mark");
        looks.inspect("source-" + look);
        browser.press(Keys.ESCAPE);
        backEnd.next(Reply.refused(429, "rate_limit_exceeded", "…", 30));
        browser.click(".regenerate");
        browser.find(".problem");
        looks.inspect("refused-" + look);
        browser.click(".composer-foot .icon-button");
        browser.find("#title");
        looks.inspect("document-" + look);
        browser.press(Keys.ESCAPE);
        browser.click("page-switches button:last-child");
        looks.inspect("settings-" + look);
        browser.press(Keys.ESCAPE);
        browser.open(base().resolve("#/search?q=" + "%E5%B9%B4%E5%81%87"));
        browser.find(".result");
        looks.inspect("search-" + look);
        browser.open(base().resolve("api/"));
        browser.find(".opblock-summary-control");
        looks.inspect("api-" + look);
    }
}
