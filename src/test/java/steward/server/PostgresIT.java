package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.deploy.PostgresServer;
import steward.platform.config.Settings;
import steward.platform.database.Migrations;
import steward.platform.json.Json;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;

/** One instance on a real PostgreSQL with a replica: each goes away and comes back, and the connections run out. */
class PostgresIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int POOL = 5;
    private static final String TASK = "{\"type\":\"chat.complete\",\"delay_s\":3600,\"payload\":{\"prompt\":\"副本\"}}";

    private static PostgresServer primary;
    private static PostgresServer replica;
    private static StubModelServer model;
    private static Instance instance;

    @BeforeAll
    static void start() {
        primary = PostgresServer.start();
        replica = primary.replica();
        model = StubModelServer.start();
        instance = Instance.start(
                "postgres",
                Instance.settings(
                        "DATABASE_URL",
                        primary.url("backend", "postgres"),
                        "DATABASE_REPLICA_URL",
                        replica.url("backend", "postgres"),
                        "DB_POOL_SIZE",
                        Integer.toString(POOL),
                        "STEWARD_DB_POOL_MAX",
                        Integer.toString(POOL),
                        "STEWARD_DB_POOL_WAIT_MS",
                        "1000",
                        // tasks stay where they are: this is about their rows
                        "STEWARD_ROLE",
                        "api",
                        "LLM_BASE_URL",
                        model.baseUrl().toString(),
                        "LLM_API_KEY",
                        "sk-stub",
                        "LLM_MODEL",
                        "stub"));
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
            model.close();
        }
        if (replica != null) {
            replica.close();
        }
        if (primary != null) {
            primary.close();
        }
    }

    @AfterEach
    void allIsWellAgain() {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(instance.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(replicaState()).isEqualTo("up");
        });
    }

    @Test
    void listsAreReadOnTheReplica() {
        var before = metric("database_replica_reads_total");
        for (var i = 0; i < 20; i++) {
            assertThat(instance.get("/api/tasks").statusCode()).isEqualTo(200);
        }
        assertThat(metric("database_replica_reads_total")).isEqualTo(before + 20);
    }

    @Test
    void everybodyReadsHisOwnWritesAlsoWhileTheReplicaStandsStill() throws Exception {
        for (var i = 0; i < 500; i++) {
            var submitted = submit();
            assertThat(newestTask()).isEqualTo(submitted);
        }
        replica.execute("postgres", "select pg_wal_replay_pause()");
        try {
            for (var i = 0; i < 500; i++) {
                var submitted = submit();
                assertThat(newestTask()).isEqualTo(submitted);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> replicaState().equals("down"));
        } finally {
            replica.execute("postgres", "select pg_wal_replay_resume()");
        }
    }

    @Test
    void aReplicaThatStopsIsNotNoticed() {
        replica.crash();
        try {
            for (var i = 0; i < 50; i++) {
                assertThat(instance.get("/api/tasks").statusCode()).isEqualTo(200);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> replicaState().equals("down"));
        } finally {
            replica.startAgain();
        }
        var before = metric("database_replica_reads_total");
        Awaitility.await().atMost(PATIENCE).until(() -> {
            assertThat(instance.get("/api/tasks").statusCode()).isEqualTo(200);
            return metric("database_replica_reads_total") > before + 2 * POOL;
        });
    }

    @Test
    void aDatabaseThatCrashesFiveTimesLosesNothingAndIsUsedAgain() {
        var acknowledged = new ArrayList<String>();
        for (var crash = 0; crash < 5; crash++) {
            acknowledged.add(submit());
            primary.crash();
            var refused = instance.post("/api/tasks", TASK);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            ready(503);
            primary.startAgain();
            ready(200);
            // ready means so: not one of the connections that broke is lent again
            assertThat(IntStream.range(0, 4 * POOL)
                            .mapToObj(any -> instance.get("/api/tasks").statusCode()))
                    .containsOnly(200);
        }
        assertThat(acknowledged)
                .allSatisfy(id -> assertThat(instance.get("/api/tasks/" + id).statusCode())
                        .isEqualTo(200));
    }

    @Test
    void whereTheConnectionsRunOutEverybodyIsToldWhenToComeBack() throws Exception {
        var task = submit();
        assertThat(pool("connections_max")).isEqualTo(POOL);
        var waitedBefore = pool("waited_total");
        var refusedBefore = pool("refused_total");
        var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        try (var blocker = primary.connect("backend", "postgres");
                var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("lock table task in access exclusive mode");
            for (var i = 0; i < 4 * POOL; i++) {
                waiting.add(Instance.client()
                        .sendAsync(
                                HttpRequest.newBuilder(instance.uri("/api/tasks/" + task))
                                        .build(),
                                BodyHandlers.ofString()));
            }
            Awaitility.await().atMost(PATIENCE).until(() -> refused(waiting).size() >= POOL);
            assertThat(refused(waiting)).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            assertThat(pool("connections_in_use")).isEqualTo(POOL);
            assertThat(pool("connections_open")).isEqualTo(POOL);
            assertThat(pool("waited_total")).isGreaterThanOrEqualTo(waitedBefore + POOL);
            assertThat(pool("refused_total")).isGreaterThanOrEqualTo(refusedBefore + POOL);
            assertThat(json(instance.get("/api/metrics"))
                            .at("/detail/database/in_use")
                            .asInt())
                    .isEqualTo(POOL);
            blocker.rollback();
        }
        waiting.forEach(CompletableFuture::join);
        assertThat(submit()).isNotEmpty();
        Awaitility.await().atMost(PATIENCE).until(() -> pool("connections_in_use") == 0 && pool("waiting") == 0);
        assertThat(instance.get("/metrics").body()).contains("jdbc_pool_connections_max{", "pool=\"replica\"");
    }

    @Test
    void eightThatMigrateAtOnceMigrateOnce() throws Exception {
        primary.execute("postgres", "create database many");
        var settings = Settings.of(Map.of("DATABASE_URL", primary.url("backend", "many")));
        var threads = Executors.newFixedThreadPool(8);
        try {
            var applied = new ArrayList<Integer>();
            for (var each : threads.invokeAll(IntStream.range(0, 8)
                    .mapToObj(any -> (Callable<Integer>) () -> Migrations.migrated(settings))
                    .toList())) {
                applied.add(each.get());
            }
            assertThat(applied.stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo((int) primary.count("many", "schema_history where success and version is not null"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void ready(int status) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> instance.get("/health/ready").statusCode() == status);
    }

    private static String submit() {
        var answer = instance.post("/api/tasks", TASK);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json(answer).path("id").asText();
    }

    private static String newestTask() {
        return json(instance.get("/api/tasks?limit=1")).at("/items/0/id").asText();
    }

    private static List<HttpResponse<String>> refused(List<CompletableFuture<HttpResponse<String>>> waiting) {
        return waiting.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
    }

    private static String replicaState() {
        return json(instance.get("/health")).at("/checks/0/data/replica").asText();
    }

    /** Of the pool of the primary. */
    private static double pool(String name) {
        return metric("jdbc_pool_" + name + "{", "pool=\"primary\"");
    }

    private static double metric(String name) {
        return metric(name, "");
    }

    private static double metric(String name, String label) {
        return instance.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
