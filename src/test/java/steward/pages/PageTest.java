package steward.pages;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of a page in a browser. After each of them the console must be silent and no request may have left the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageTest {
    Browser browser;

    /** Where the pages are served, ending in a slash. */
    abstract URI base();

    @BeforeAll
    void startBrowser() {
        browser = Browser.start("zh-CN");
    }

    @BeforeEach
    void openChat() {
        browser.size(1280, 800);
        browser.systemColours("light");
        browser.openFresh(base());
        browser.find("#question");
    }

    @AfterEach
    void nothingIsComplainedOfAndNothingLeavesTheServer() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.strayRequests(base())).isEmpty();
    }

    @AfterAll
    void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    void ask(String question) {
        browser.type("#question", question);
        browser.click(".send");
    }

    void awaitAnswer() {
        browser.until("an answer's end", () -> browser.has(".is-done .label .fact") && !browser.has(".button.stop"));
    }
}
