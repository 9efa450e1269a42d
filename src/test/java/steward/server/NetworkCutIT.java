package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import steward.deploy.Cable;
import steward.deploy.PostgresServer;
import steward.deploy.RedisServer;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;

/** One instance whose PostgreSQL and Redis cannot be reached for half a minute, all at once and under load. */
class NetworkCutIT {
    private static final Duration OUTAGE = Duration.ofSeconds(30);
    private static final Duration TO_RESUME = Duration.ofSeconds(10);
    /** So long anybody waits for his answer, whatever the network does. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);
    /** Leases run out and runs begin again. */
    private static final Duration TO_CATCH_UP = Duration.ofSeconds(90);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String TOPIC = "queue:standard_tasks";

    private static PostgresServer database;
    private static RedisServer redis;
    private static Cable toDatabase;
    private static Cable toRedis;
    private static StubModelServer model;
    private static Instance steward;

    /** A message of a task's event, as instances send it. */
    private static String template;

    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** How the network is away. */
    enum Outage {
        /** Every connection is reset, and new ones are refused. */
        REFUSED(Cable::cut),
        /** Nothing arrives and nobody is told. */
        SILENT(Cable::swallow);

        private final Consumer<Cable> begin;

        Outage(Consumer<Cable> begin) {
            this.begin = begin;
        }
    }

    /** What one request came to. */
    private record Answer(String request, int status, boolean toldWhen, Duration took) {}

    @BeforeAll
    static void start() {
        database = PostgresServer.start();
        redis = RedisServer.start();
        toDatabase = Cable.to(database.port());
        toRedis = Cable.to(redis.port());
        model = StubModelServer.start();
        steward = Instance.start(
                "cut",
                Instance.settings(
                        "DATABASE_URL",
                        "postgresql://backend@127.0.0.1:" + toDatabase.port() + "/postgres",
                        "REDIS_URL",
                        "redis://127.0.0.1:" + toRedis.port() + "/0",
                        "LLM_BASE_URL",
                        model.baseUrl().toString(),
                        "LLM_API_KEY",
                        "sk-stub",
                        "LLM_MODEL",
                        "stub,stub-delay-3000",
                        "MAX_CONCURRENT_REQUESTS",
                        "100"));
    }

    @AfterAll
    static void stop() throws Exception {
        for (var each : new AutoCloseable[] {steward, model, toRedis, toDatabase, redis, database}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void halfAMinuteWithoutTheNetworkLosesNothingAndWorkGoesOnWithinTenSeconds(Outage outage) throws Exception {
        within(TO_CATCH_UP).until(() -> ready() == 200 && redisState().equals("up"));
        IntStream.range(0, 10).forEach(any -> task("stub-delay-3000", 0));
        IntStream.range(0, 10).forEach(any -> task("stub", 5));
        var heard = new ConcurrentLinkedQueue<String>();
        Instance.client()
                .sendAsync(
                        HttpRequest.newBuilder(steward.uri("/api/events?topics=" + TOPIC))
                                .build(),
                        BodyHandlers.ofLines())
                .thenAccept(stream -> stream.body().forEach(heard::add));
        try (var listening = database.connect("backend", "postgres");
                var socket = LiveSocket.open(steward)) {
            listening.createStatement().execute("listen steward");
            socket.say("{\"type\":\"subscribe\",\"topic\":\"" + TOPIC + "\"}");
            var callers = underLoad();
            try {
                outage.begin.accept(toDatabase);
                outage.begin.accept(toRedis);
                meanwhile();
            } finally {
                toDatabase.mend();
                toRedis.mend();
            }
            var mended = System.nanoTime();

            var task = within(TO_RESUME).until(this::runsOne, id -> id != null);
            left(mended).untilAsserted(() -> assertThat(ready()).isEqualTo(200));
            left(mended).untilAsserted(() -> assertThat(redisState()).isEqualTo("up"));
            var ofAnother = UUID.randomUUID().toString();
            left(mended).until(() -> {
                tellAsAnotherInstance(listening, task, ofAnother);
                return hears(socket, ofAnother);
            });
            over = true;
            for (var caller : callers) {
                caller.join();
            }
            assertThat(socket.isOpen()).isTrue();
            within(TO_RESUME).until(() -> hears(socket, task));
            within(TO_RESUME).until(() -> heard.stream().anyMatch(line -> line.contains(task)));
        } finally {
            over = true;
        }
        everybodyWasAnsweredInTime();
        within(TO_CATCH_UP).untilAsserted(() -> assertThat(succeeded()).containsAll(accepted));
    }

    /** So that the cut comes in the middle of statements; some read, some write, all as fast as they are answered. */
    private List<Thread> underLoad() {
        var callers = IntStream.range(0, 8)
                .mapToObj(number -> new Thread(() -> {
                    while (!over) {
                        var answered = number % 2 == 0
                                ? asked("list", () -> steward.get("/api/tasks?limit=5"))
                                : asked("submit", () -> task("stub", 0));
                        if (answered.statusCode() == 503) {
                            LockSupport.parkNanos(PAUSE.toNanos()); // shorter than it is told to
                        }
                    }
                }))
                .toList();
        callers.forEach(Thread::start);
        within(TO_RESUME).until(() -> answers.size() > 50);
        return callers;
    }

    /** Until the outage is over: readiness says that it is there, and what needs neither server is answered. */
    private void meanwhile() {
        var end = Instant.now().plus(OUTAGE);
        within(LONGEST_ANSWER).until(() -> ready() == 503 && redisState().equals("down"));
        while (Instant.now().isBefore(end)) {
            var question =
                    "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"" + UUID.randomUUID() + "\"}]}";
            assertThat(asked("model", () -> steward.post("/v1/chat/completions", question))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ready()).isEqualTo(503);
            assertThat(steward.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    private void everybodyWasAnsweredInTime() {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(200, 202, 503);
            assertThat(answer.toldWhen()).isEqualTo(answer.status() == 503);
            assertThat(answer.took()).isLessThan(LONGEST_ANSWER);
        });
        assertThat(answers).anySatisfy(answer -> assertThat(answer.status()).isEqualTo(503));
    }

    private HttpResponse<String> asked(String what, Supplier<HttpResponse<String>> request) {
        var begin = System.nanoTime();
        var answer = request.get();
        answers.add(new Answer(
                what,
                answer.statusCode(),
                answer.headers().firstValue("Retry-After").isPresent(),
                Duration.ofNanos(System.nanoTime() - begin)));
        return answer;
    }

    private HttpResponse<String> task(String model, int delaySeconds) {
        var answer = steward.post(
                "/api/tasks",
                "{\"type\":\"chat.complete\",\"delay_s\":" + delaySeconds + ",\"payload\":{\"model\":\"" + model
                        + "\",\"prompt\":\"" + UUID.randomUUID() + "\"}}");
        if (answer.statusCode() == 202) {
            accepted.add(json(answer).path("id").asText());
        }
        return answer;
    }

    /** The id of a task that was accepted and has run, or null. */
    private String runsOne() {
        var answer = asked("submit", () -> task("stub", 0));
        var id = json(answer).path("id").asText();
        var done = answer.statusCode() == 202
                && json(steward.get("/api/tasks/" + id + "/result?wait=5"))
                        .path("status")
                        .asText()
                        .equals("succeeded");
        return done ? id : null;
    }

    private static List<String> succeeded() throws SQLException {
        try (var connection = database.connect("backend", "postgres")) {
            return Database.rows(
                    connection, "select id from task where state = 'succeeded'", row -> row.getString("id"));
        }
    }

    private static int ready() {
        return steward.get("/health/ready").statusCode();
    }

    private static String redisState() {
        return json(steward.get("/health")).at("/checks/0/data/redis").asText();
    }

    /** What the instance has told the others of one task, once more as if another one told it of another task. */
    private static void tellAsAnotherInstance(Connection listening, String task, String other) throws SQLException {
        for (var told : listening.unwrap(PGConnection.class).getNotifications(1)) {
            if (told.getParameter().contains(task)) {
                template = told.getParameter();
            }
        }
        if (template != null) {
            try (var notify = listening.prepareStatement("select pg_notify('steward', ?)")) {
                notify.setString(1, template.replaceFirst("^[^\n]+", "another").replace(task, other));
                notify.execute();
            }
        }
    }

    private static boolean hears(LiveSocket socket, String task) {
        return socket.frames().stream()
                .anyMatch(frame -> frame.path("task").asText().equals(task));
    }

    /** Until ten seconds after the network's return. */
    private static ConditionFactory left(long mended) {
        var left = TO_RESUME.minusNanos(System.nanoTime() - mended);
        // who looks a moment late looks once
        return within(left.compareTo(LOOK) > 0 ? left : LOOK);
    }

    private static ConditionFactory within(Duration time) {
        return Awaitility.await().atMost(time).pollInterval(LOOK.dividedBy(4));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
