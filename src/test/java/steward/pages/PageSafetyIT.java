package steward.pages;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hostile text, wherever text is shown: no script runs and nothing is asked of another server. {@link PageTest} looks at
 * the console and the requests after each test.
 */
class PageSafetyIT extends PageTest {
    private static final String ALARM =
            "window.alarms = []; window.pwned = n => alarms.push(n); window.alert = window.pwned;";

    private MockBackEnd backEnd;

    @BeforeAll
    void startBackEnd() throws IOException {
        backEnd = new MockBackEnd(0, "/");
        browser.beforeEachPage(ALARM);
    }

    @AfterAll
    void stopBackEnd() {
        backEnd.close();
    }

    @Override
    URI base() {
        return backEnd.base();
    }

    @Test
    void hostileAnswersAndModelNamesRunNothing() throws IOException {
        for (var payload : payloads()) {
            var meta = Map.of("mode", "model", "model", payload);
            backEnd.next(
                    Reply.stream("model").event("meta", meta).delta(payload).done());
            ask("问");
            awaitAnswer();
            assertHarmless(payload);
            browser.click(".button.new");
        }
    }

    @Test
    void hostileQuestionsTitlesAndPassagesRunNothing() throws IOException {
        var payloads = payloads();
        for (var i = 0; i < payloads.size(); i++) {
            var payload = payloads.get(i);
            backEnd.knowledge().add("evil-" + i, payload, payload);
            backEnd.next(Reply.stream("extractive")
                    .delta("甲[1]")
                    .citations(List.of(backEnd.knowledge().citation(1, "evil-" + i, payload, 0.9)))
                    .done());
            browser.script("document.querySelector('chat-page').send('ask', arguments[0])", payload);
            awaitAnswer();
            browser.click(".cite");
            browser.until("the passage", () -> browser.has(".document-text mark"));
            assertHarmless(payload);
            browser.click(".button.new");
        }
    }

    @Test
    void hostileProblemsRunNothing() throws IOException {
        for (var payload : payloads()) {
            backEnd.next(Reply.refused(503, payload, payload, 0));
            ask("问");
            browser.find(".problem");
            assertHarmless(payload);
            browser.click(".button.new");
        }
    }

    @Test
    void hostileConversationsAndSearchResultsRunNothing() throws IOException {
        var payloads = payloads();
        for (var i = 0; i < payloads.size(); i++) {
            backEnd.knowledge().converse("evil-" + i, payloads.get(i));
        }
        backEnd.knowledge().add("evil", payloads.get(0), "pwned " + String.join("\n", payloads));
        browser.open(base().resolve("#/search?q=pwned"));
        browser.find(".result mark");
        browser.find("a[href='#/c/evil-9']");
        assertHarmless("search and history");
        for (var i = 0; i < payloads.size(); i++) {
            browser.script("location.hash = arguments[0]", "#/c/evil-" + i);
            browser.until("the conversation", () -> browser.has(".cite"));
            assertHarmless(payloads.get(i));
        }
    }

    private void assertHarmless(String payload) {
        assertThat(browser.script("return alarms")).as(payload).isEqualTo(List.of());
        assertThat(browser.script("""
                        const allowed = /^(https?:|mailto:|#|api\\/)/;
                        const own = 'chat-page *, .prose *';
                        return [...document.querySelectorAll(own)].filter(element =>
                            element.matches('script, iframe, object, embed, base, meta, link, style, form[action]')
                            || [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'style' && element.closest('.prose'))
                            || element.matches('img:not([src="logo.svg"])')
                            || element.matches('a[href]') && !allowed.test(element.getAttribute('href'))
                            || element.matches('.prose a[href]') && element.rel !== 'noopener noreferrer nofollow')
                            .map(element => element.outerHTML);""")).as(payload).isEqualTo(List.of());
    }

    private static List<String> payloads() throws IOException {
        try (var file = PageSafetyIT.class.getResourceAsStream("xss.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replace("\\n", "\n"))
                    .toList();
        }
    }
}
