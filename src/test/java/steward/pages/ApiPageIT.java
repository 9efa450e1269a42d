package steward.pages;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** The API page, under another context root. */
class ApiPageIT extends PageTest {
    private MockBackEnd backEnd;

    @BeforeAll
    void startBackEnd() throws IOException {
        backEnd = new MockBackEnd(0, "/steward/");
    }

    @AfterAll
    void stopBackEnd() {
        backEnd.close();
    }

    @BeforeEach
    void openApi() {
        backEnd.reset();
        browser.open(base().resolve("api/"));
    }

    @Override
    URI base() {
        return backEnd.base();
    }

    @Test
    void theCallsToPasteHaveThisServersAddress() {
        assertThat(browser.text("#start pre")).startsWith("curl -s " + base() + "api/chat");
    }

    @Test
    void theOfficialClientsAreShownOneAtATime() {
        for (var tab : new String[] {"curl", "Python", "JavaScript", "Java"}) {
            assertThat(browser.text("#clients [role=tab][aria-selected=true]")).isEqualTo(tab);
            assertThat(browser.text("#clients pre")).contains(base() + "v1");
            browser.script("document.querySelector('#clients [aria-selected=true]').focus()");
            browser.press(Keys.ARROW_RIGHT);
        }
    }

    @Test
    void anOperationIsTriedFromTheReference() {
        browser.click("#operations-knowledge-get_api_knowledge_search .opblock-summary-control");
        browser.click(".try-out__btn");
        browser.type(".parameters input", "年假");
        browser.click(".execute");

        assertThat(browser.text(".live-responses-table tbody .response-col_status"))
                .startsWith("200");
        assertThat(backEnd.requests()).anyMatch(request -> request.startsWith("GET /steward/api/knowledge/search"));
    }

    @Test
    void theKeyOfTheChatPageGoesIntoTheExamplesOnRequestOnly() {
        browser.script("sessionStorage.setItem('steward.key', 'sk-test-9')");
        browser.reload();

        assertThat(browser.text("#start pre")).doesNotContain("sk-test-9");
        browser.click("main > .check input");
        browser.until("the key", () -> browser.text("#start pre").contains("Bearer sk-test-9"));
    }
}
