package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances on one PostgreSQL: what the one cannot finish, the other does. */
class TaskFailoverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
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
                        "stub-delay-8000,stub",
                        "TASK_STOP_SECONDS",
                        "2"));
    }

    @AfterAll
    static void stop() throws IOException {
        two.close();
        one.close();
        model.close();
        database.close();
    }

    @Test
    void whatAKilledInstanceWasWorkingOnIsDoneByTheOtherAndWhatAStoppedOneHandsBackCostsNoAttempt() {
        var submitted = submit("stub-delay-8000", 12);
        Awaitility.await().atMost(PATIENCE).until(() -> running("failover-one", submitted) > 0);
        one.kill();
        var done = ended(two, submitted);
        assertThat(done)
                .allSatisfy(task -> assertThat(task.path("status").asText()).isEqualTo("succeeded"));
        assertThat(done)
                .anySatisfy(task -> assertThat(task.path("attempts").toString()).contains("lost"));

        one.startAgain();
        var again = submit("stub-delay-8000", 12);
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

    private static List<String> submit(String model, int tasks) {
        var ids = new ArrayList<String>();
        IntStream.range(0, tasks)
                .forEach(number -> ids.add(json(two.post(
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
