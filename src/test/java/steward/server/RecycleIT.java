package steward.server;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An instance that ends after a number of requests, to be started anew. */
class RecycleIT {
    private static final int REQUESTS = 40;

    @Test
    void afterItsRequestsAnInstanceFinishesWhatItHasBegunAndEndsWithZero() {
        try (var model = StubModelServer.start();
                var instance = Instance.start(
                        "recycled",
                        Instance.settings(
                                "LLM_BASE_URL",
                                model.baseUrl().toString(),
                                "LLM_API_KEY",
                                "sk-stub",
                                "LLM_MODEL",
                                "stub-first-2500",
                                "RECYCLE_AFTER_REQUESTS",
                                Integer.toString(REQUESTS),
                                "RECYCLE_JITTER_REQUESTS",
                                "0"))) {
            for (var number = 1; number < REQUESTS; number++) {
                assertThat(instance.get("/api/tasks").statusCode()).isEqualTo(200);
            }
            // the probes of the start and of a balancer count for nothing
            assertThat(instance.get("/health/ready").statusCode()).isEqualTo(200);
            var slow = Instance.client()
                    .sendAsync(
                            HttpRequest.newBuilder(instance.uri("/api/chat"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"message\":\"bis zum Ende\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            await().until(() -> model.calls().count() == 1);
            assertThat(instance.get("/api/tasks").statusCode()).isEqualTo(200);

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> slow.isDone() || instance.get("/health/ready").statusCode() == 503);
            assertThat(slow.join().statusCode()).isEqualTo(200);
            assertThat(slow.join().body()).contains("\"saved\":true");
            assertThat(instance.awaitEnd()).isZero();

            instance.startAgain();
            assertThat(instance.get("/api/tasks").statusCode()).isEqualTo(200);
        }
    }
}
