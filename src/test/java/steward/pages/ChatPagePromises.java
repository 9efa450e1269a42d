package steward.pages;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** What the chat page does over any back end that has the sample knowledge and no model. */
abstract class ChatPagePromises extends PageTest {
    @Test
    void aSampleQuestionIsAnsweredWithSources() {
        browser.click(".sample");
        awaitAnswer();

        assertThat(browser.text(".question h2")).endsWith("年假怎么算？");
        assertThat(browser.text(".answer .badge")).isEqualTo("摘录模式");
        assertThat(browser.text(".prose")).contains("年假");
        assertThat(browser.all(".source")).isNotEmpty();
        browser.screenshot("chat-answer");
    }

    @Test
    void aCitationOpensTheDocumentAtTheMarkedPassage() {
        ask("年假怎么算？");
        awaitAnswer();
        browser.hover(".cite");
        var quoted = browser.text(".peek-words");
        browser.click(".cite");

        assertThat(browser.text(".document-text mark").strip()).isEqualTo(quoted.strip());
        assertThat(isInView(".document-text mark")).isTrue();
        browser.screenshot("chat-source");
    }

    @Test
    void aQuotationIsMarkedWithinItsPassage() {
        ask("年假怎么算？");
        awaitAnswer();
        var quotation = browser.content(".prose p").replaceFirst("“(.*)”.*", "$1");
        browser.click(".cite");

        assertThat(browser.text(".document-text mark b")).isEqualTo(quotation);
    }

    @Test
    void anEnglishQuestionIsAnsweredInEnglish() {
        ask("What does a 429 mean?");
        awaitAnswer();

        assertThat(browser.text(".prose")).contains("429").doesNotContainPattern("\\p{IsHan}");
    }

    @Test
    void theWholeOfAChatIsDoneByKeyboardAlone() {
        browser.press(Keys.TAB, Keys.ENTER); // skips to the content
        browser.script("document.querySelector('#question').focus()");
        browser.press("年假怎么算？", Keys.ENTER);
        awaitAnswer();
        browser.script("document.querySelector('main').focus()");
        browser.until("a citation in focus", () -> {
            browser.press(Keys.TAB);
            return browser.has(".cite:focus");
        });
        browser.press(Keys.ENTER);
        browser.find(".document-text mark");
        browser.press(Keys.ESCAPE);

        browser.until("the panel closes", () -> !browser.has(".source-panel[open]"));
        browser.until("focus is where it was", () -> browser.has(".cite:focus"));
    }

    @Test
    void theSearchMarksWhatItFound() {
        browser.click(".tabs a:nth-child(2)");
        browser.type("#search", "年假", Keys.ENTER);

        assertThat(browser.text(".result mark")).contains("年假");
        browser.click(".result button");
        assertThat(browser.text(".document-text mark")).contains("年假");
        browser.screenshot("search");
    }

    boolean isInView(String selector) {
        return (boolean) browser.script("""
                const box = document.querySelector(arguments[0]).getBoundingClientRect();
                return box.top >= 0 && box.bottom <= innerHeight;""", selector);
    }
}
