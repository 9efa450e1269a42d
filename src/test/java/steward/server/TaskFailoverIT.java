package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances on one PostgreSQL: what the one cannot finish, the other does. */
class TaskFailoverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static EmbeddedPostgres database;
    private static StubModelServer model;
    private static Instance one;
    private static Instance two;

    @BeforeAll
    static void start() throws IOException {
        database = EmbeddedPostgres.start();
        model = StubModelServer.start();
        one = instance("failover-one");
        two = instance("failover-two");
    }

    private static Instance instance(String name) {
        return Instance.start(
                name,
                Instance.settings(
                        "DATABASE_URL",
                        "postgresql://postgres:postgres@127.0.0.1:" + database.getPort() + "/postgres",
                        "LLM_BASE_URL",
                        model.baseUrl().toString(),
                        "LLM_API_KEY",
                        "sk-stub",
                        "LLM_MODEL",
                        "stub-delay-8000,stub,stub-delay-1000,stub-delay-30000",
                        "TASK_STOP_SECONDS",
                        Long.toString(STOP.toSeconds())));
    }

    @AfterAll
    static void stop() throws IOException {
        two.close();
        one.close();
        model.close();
        database.close();
    }

    @BeforeEach
    void bothAreThere() {
        if (!one.isAlive()) {
            one.startAgain();
        }
    }

    @Test
    void whoIsAskedToStopFinishesWhatIsShortHandsBackWhatIsLongAndIsGoneSoon() {
        var shortOnes = submit(one, "stub-delay-1000", 4);
        var longOnes = submit(one, "stub-delay-30000", 4);
        Awaitility.await().atMost(PATIENCE).until(() -> running("failover-one", longOnes) > 0);

        var begin = System.nanoTime();
        one.close();
        var took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(took).isLessThan(STOP.plusSeconds(5));
        assertThat(ended(two, shortOnes)).allSatisfy(task -> {
            assertThat(task.path("status").asText()).isEqualTo("succeeded");
            assertThat(task.path("attempt").asInt()).isEqualTo(1);
        });
        var handedBack = longOnes.stream().map(id -> task(two, id)).toList();
        assertThat(handedBack)
                .allSatisfy(task -> assertThat(task.path("attempt").asInt()).isLessThanOrEqualTo(1))
                .allSatisfy(task -> assertThat(task.path("attempts").toString()).doesNotContain("lost"))
                .anySatisfy(task -> assertThat(task.path("attempts").toString()).contains("handed_back"));
        longOnes.forEach(id -> two.post("/api/tasks/" + id + "/cancel", ""));
    }

    @Test
    void fiftyUnderOneKeyAreOneTaskAlsoWhereAnInstanceIsKilledInTheMiddle() {
        var body = "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"五十次\"},\"delay_s\":600}";
        var sent = IntStream.range(0, 50)
                .mapToObj(number -> keyed(number % 2 == 0 ? one : two, body))
                .toList();
        Awaitility.await().atMost(PATIENCE).until(() -> sent.stream().anyMatch(CompletableFuture::isDone));
        one.kill();

        // who has no answer asks again, as the key is for
        var answers = sent.stream()
                .map(answer ->
                        answer.exceptionallyCompose(broken -> keyed(two, body)).join())
                .toList();
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsOnly(answers.get(0).body());
        assertThat(json(two.get("/api/tasks?status=delayed&limit=100").body()).path("items"))
                .hasSize(1);
        assertThat(keyed(two, body.replace("600", "601")).join().statusCode()).isEqualTo(422);
    }

    private static CompletableFuture<HttpResponse<String>> keyed(Instance instance, String body) {
        return Instance.client()
                .sendAsync(
                        HttpRequest.newBuilder(instance.uri("/api/tasks"))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "fifty")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void whatAKilledInstanceWasWorkingOnIsDoneByTheOtherAndWhatAStoppedOneHandsBackCostsNoAttempt() {
        var submitted = submit(one, "stub-delay-8000", 12);
        Awaitility.await().atMost(PATIENCE).until(() -> running("failover-one", submitted) > 0);
        one.kill();
        var done = ended(two, submitted);
        assertThat(done)
                .allSatisfy(task -> assertThat(task.path("status").asText()).isEqualTo("succeeded"));
        assertThat(done)
                .anySatisfy(task -> assertThat(task.path("attempts").toString()).contains("lost"));

        one.startAgain();
        var again = submit(one, "stub-delay-8000", 12);
        Awaitility.await().atMost(PATIENCE).until(() -> running("failover-one", again) > 0);
        one.close();
        var handedBack = again.stream().map(id -> task(two, id)).toList();
        assertThat(handedBack)
                .anySatisfy(task -> assertThat(task.path("attempts").toString()).contains("handed_back"));
        assertThat(ended(two, again)).allSatisfy(task -> {
            assertThat(task.path("status").asText()).isEqualTo("succeeded");
            assertThat(task.path("attempt").asInt()).isEqualTo(1);
            assertThat(task.path("attempts").toString()).doesNotContain("lost");
        });
    }

    /** Who accepts tasks and has idle threads begins them itself. */
    private static List<String> submit(Instance instance, String model, int tasks) {
        var ids = new ArrayList<String>();
        IntStream.range(0, tasks)
                .forEach(number -> ids.add(json(instance.post(
                                        "/api/tasks",
                                        "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"第 " + number + " 题 "
                                                + System.nanoTime() + "\",\"model\":\"" + model
                                                + "\",\"use_knowledge\":false}}")
                                .body())
                        .path("id")
                        .asText()));
        return ids;
    }

    private static long running(String server, List<String> ids) {
        return ids.stream()
                .map(id -> task(two, id))
                .filter(task -> task.path("status").asText().equals("running")
                        && task.path("worker").asText().equals(server))
                .count();
    }

    private static List<JsonNode> ended(Instance instance, List<String> ids) {
        return ids.stream()
                .map(id -> Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> task(instance, id), task -> task.has("finished_at")))
                .toList();
    }

    private static JsonNode task(Instance instance, String id) {
        return json(instance.get("/api/tasks/" + id).body());
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException notJson) {
            throw new UncheckedIOException(text, notJson);
        }
    }
}
