package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks over HTTP on the real server, with the embedded database and extracts for answers. */
class TasksIT {
    private static Instance steward;

    @BeforeAll
    static void start() {
        steward = Instance.start("tasks", Instance.settings("SAMPLE_KNOWLEDGE", "true", "DRAMATIQ_RESULT_TTL", "3"));
    }

    @AfterAll
    static void stop() {
        steward.close();
    }

    @Test
    void aTaskIsAcceptedWithItsAddressAndItsResultIsWaitedFor() {
        var accepted = steward.post(
                "/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompts\":[\"年假怎么算？\",\"What is a 429?\"]}}");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Location").orElseThrow())
                .endsWith("/api/tasks/" + json(accepted).path("id").asText());
        var id = json(accepted).path("id").asText();
        var result = steward.get("/api/tasks/" + id + "/result?wait=20");
        assertThat(result.statusCode()).as(result.body()).isEqualTo(200);
        assertThat(json(result).path("status").asText()).isEqualTo("succeeded");
        assertThat(json(result).at("/result/answers/0/answer").asText()).contains("年假");
        assertThat(json(result).at("/result/answers/1/citations").isEmpty()).isFalse();
        var task = json(steward.get("/api/tasks/" + id));
        assertThat(task.at("/progress/done").asInt()).isEqualTo(2);
        assertThat(task.at("/attempts/0/worker").asText()).isEqualTo("tasks");
        assertThat(json(steward.get("/api/tasks?status=succeeded")).at("/items").toString())
                .contains(id);
    }

    @Test
    void anExpiredResultIsGone() {
        var id = json(steward.post("/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"年假？\"}}"))
                .path("id")
                .asText();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> steward.get("/api/tasks/" + id + "/result").statusCode() == 410);
    }

    @Test
    void aDelayedTaskSaysWhyItWaitsInTheCallersLanguageAndIsCancelled() {
        var id = json(steward.post(
                        "/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"年假？\"},\"delay_s\":600}"))
                .path("id")
                .asText();

        var waiting = json(steward.get("/api/tasks/" + id, "Accept-Language", "zh-CN"));
        assertThat(waiting.at("/waiting/text").asText()).isEqualTo("要求稍后运行。");
        assertThat(steward.get("/api/tasks/" + id + "/result").statusCode()).isEqualTo(202);
        var cancelled = steward.post("/api/tasks/" + id + "/cancel", "");
        assertThat(cancelled.statusCode()).isEqualTo(202);
        assertThat(json(cancelled).path("status").asText()).isEqualTo("cancelled");
        assertThat(steward.post("/api/tasks/" + id + "/cancel", "").statusCode())
                .isEqualTo(409);
    }

    @Test
    void theSameRequestUnderTheSameKeyIsOneTask() {
        var body = "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"年假？\"},\"delay_s\":600}";
        var first = steward.post("/api/tasks", body, "Idempotency-Key", "order-1");
        var second = steward.post("/api/tasks", body, "Idempotency-Key", "order-1");
        var other = steward.post("/api/tasks", body.replace("600", "601"), "Idempotency-Key", "order-1");

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(422);
    }

    @Test
    void whatCannotBeWorkedOnIsRefused() {
        assertThat(steward.post("/api/tasks", "{\"type\":\"no.such\"}").statusCode())
                .isEqualTo(404);
        var refused = steward.post("/api/tasks", "{\"type\":\"chat.complete\",\"queue\":\"other\",\"payload\":{}}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("standard_tasks, lumina_tasks");
        assertThat(steward.post("/api/tasks", "{\"type\":\"chat.complete\"}").body())
                .contains("payload.prompt");
    }

    @Test
    void theQueuesTellTheirThreads() {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            var queues = json(steward.get("/api/queues")).path("items");
            assertThat(queues.at("/0/name").asText()).isEqualTo("standard_tasks");
            assertThat(queues.at("/0/slots").asInt()).isEqualTo(32);
            assertThat(queues.at("/1/slots").asInt()).isEqualTo(8);
        });
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(answer.body(), notJson);
        }
    }
}
