package steward.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;
import steward.server.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages as the real server serves them, at a context root of its own. The system property {@code steward.base} names
 * a server that runs already, with the sample knowledge and without a model.
 */
class ServedPagesIT extends ChatPagePromises {
    private Instance instance;
    private URI base;

    @BeforeAll
    void startServer() {
        var running = System.getProperty("steward.base");
        if (running != null) {
            base = URI.create(running);
            return;
        }
        instance = Instance.start("pages", Map.of("SAMPLE_KNOWLEDGE", "true"), "steward");
        base = instance.uri("/");
        Awaitility.await("the sample knowledge")
                .until(() -> !search().path("results").isEmpty());
    }

    private JsonNode search() throws IOException {
        return Json.mapper()
                .readTree(instance.get("/api/knowledge/search?q=429").body());
    }

    @AfterAll
    void stopServer() {
        if (instance != null) {
            instance.close();
        }
    }

    @Override
    URI base() {
        return base;
    }

    @Test
    void anAnswerIsKeptInTheHistoryAndOpenedAgain() {
        ask("年假怎么算？");
        awaitAnswer();
        browser.until(
                "its address",
                () -> browser.script("return location.hash").toString().startsWith("#/c/"));
        browser.reload();

        assertThat(browser.text(".question h2")).endsWith("年假怎么算？");
        assertThat(browser.text(".prose")).contains("年假");
        assertThat(browser.text(".here .item")).isEqualTo("年假怎么算？");
    }

    @Test
    void anAddressThatIsNotThereShowsTheChatWhateverItsDepth() {
        for (var address : new String[] {"nowhere", "nowhere/at/all", "nowhere/at/"}) {
            browser.open(base().resolve(address));
            ask("年假怎么算？");
            awaitAnswer();
        }
    }

    @Test
    void theReferenceListsTheOperations() {
        browser.open(base().resolve("api/"));

        assertThat(browser.text("#operations-chat-ask, [id^=operations-]")).isNotBlank();
        browser.screenshot("api-served");
    }
}
