package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
    void fiftyAtOnceUnderOneKeyAreOneTaskAndFiftyEqualAnswers() {
        var body = "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"五十次\"},\"delay_s\":600}";
        var sent = IntStream.range(0, 50)
                .mapToObj(number -> Instance.client()
                        .sendAsync(
                                HttpRequest.newBuilder(steward.uri("/api/tasks"))
                                        .header("Content-Type", "application/json")
                                        .header("Idempotency-Key", "fifty")
                                        .POST(BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString()))
                .toList();
        var answers = sent.stream().map(CompletableFuture::join).toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsOnly(answers.get(0).body());
        var tasks = json(steward.get("/api/tasks?status=delayed&limit=100")).path("items");
        assertThat(tasks)
                .filteredOn(task ->
                        task.toString().contains(json(answers.get(0)).path("id").asText()))
                .hasSize(1);
        assertThat(steward.post("/api/tasks", body.replace("600", "601"), "Idempotency-Key", "fifty")
                        .statusCode())
                .isEqualTo(422);
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
    void whoWatchesATaskHearsOfItsEnd() throws Exception {
        var id = json(steward.post(
                        "/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"年假？\"},\"delay_s\":600}"))
                .path("id")
                .asText();
        var watching = Instance.client()
                .sendAsync(
                        HttpRequest.newBuilder(steward.uri("/api/tasks/" + id + "/events"))
                                .build(),
                        BodyHandlers.ofLines())
                .get(10, TimeUnit.SECONDS);
        assertThat(watching.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        var lines = watching.body().iterator();
        assertThat(lines.next()).isEqualTo("event: task");

        steward.post("/api/tasks/" + id + "/cancel", "");

        var rest = new ArrayList<String>();
        lines.forEachRemaining(rest::add);
        assertThat(rest)
                .contains("event: done")
                .anySatisfy(line -> assertThat(line).contains("cancelled"));
        assertThat(steward.get("/api/tasks/" + UUID.randomUUID() + "/events").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aScheduleIsPreviewedKeptAndRun() {
        var preview = steward.post(
                "/api/schedules/preview",
                "{\"cron\":\"30 2 * * *\",\"zone\":\"Asia/Shanghai\"}",
                "Accept-Language",
                "zh-CN");
        assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
        assertThat(json(preview).path("next")).hasSize(5);
        assertThat(steward.post("/api/schedules/preview", "{\"cron\":\"x\"}").statusCode())
                .isEqualTo(422);

        var added = steward.post(
                "/api/schedules",
                "{\"name\":\"日报\",\"cron\":\"* * * * * *\",\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"年假？\"}}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        var path = "/api/schedules/" + json(added).path("id").asText();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> json(steward.get(path + "/runs"))
                        .at("/items/0/outcome")
                        .asText()
                        .equals("submitted"));
        assertThat(steward.post(path + "/run", "").statusCode()).isEqualTo(202);
        assertThat(steward.send(HttpRequest.newBuilder(steward.uri(path)).DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(json(steward.get("/api/schedules")).at("/items/1/name").asText())
                .isEqualTo("result-purge");
    }

    @Test
    void theIndexIsMadeAnewInTheBackground() {
        var accepted = steward.post("/api/knowledge/reindex", "");

        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        var result = steward.get("/api/tasks/" + json(accepted).path("id").asText() + "/result?wait=20");
        assertThat(json(result).at("/result/documents").asInt()).isGreaterThanOrEqualTo(14);
        assertThat(json(steward.get("/api/knowledge/search?q=%E5%B9%B4%E5%81%87"))
                        .path("total")
                        .asInt())
                .isPositive();
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
