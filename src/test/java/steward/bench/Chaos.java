package steward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.postgresql.ds.PGSimpleDataSource;
import steward.platform.json.Json;
import steward.server.Instance;
import steward.stub.StubModelServer;

/**
 * Three instances on one PostgreSQL, thousands of tasks, and every few seconds one of the instances is killed. Every
 * submission goes into a ledger before and after; at the end the ledger is compared with the rows:
 *
 * <pre>
 * lost      was answered 202 and is not there, or has not succeeded
 * phantom   is there and was never sent
 * twice     was accepted more than once
 * </pre>
 *
 * Ends with status 1 where there is any of them, or where not enough was killed for the run to mean something. Arguments:
 * tasks, seconds of killing, seed. {@code bench/chaos.sh} calls it.
 */
public final class Chaos {
    private static final int INSTANCES = 3;
    private static final int SUBMITTERS = 4;
    /** So soon an interrupted run is to begin again. */
    private static final Duration TO_RESTART = Duration.ofSeconds(30);

    private static final Duration TO_END = Duration.ofMinutes(4);

    private final int tasks;
    private final Duration killing;
    private final Random random;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final List<Instance> instances = new ArrayList<>();
    private final List<Kill> kills = new CopyOnWriteArrayList<>();
    private final PrintWriter ledger;
    private volatile boolean over;

    private Chaos(int tasks, Duration killing, long seed, PrintWriter ledger) {
        this.tasks = tasks;
        this.killing = killing;
        this.random = new Random(seed);
        this.ledger = ledger;
    }

    public static void main(String... arguments) throws Exception {
        var tasks = Integer.parseInt(arguments[0]);
        var killing = Duration.ofSeconds(Long.parseLong(arguments[1]));
        var seed = Long.parseLong(arguments[2]);
        var file = Path.of(System.getProperty("steward.work", "target/chaos"), "ledger-" + seed + ".txt");
        Files.createDirectories(file.getParent());
        boolean well;
        try (var ledger = new PrintWriter(Files.newBufferedWriter(file));
                var database = EmbeddedPostgres.start();
                var model = StubModelServer.start()) {
            well = new Chaos(tasks, killing, seed, ledger).run(database, model);
        }
        System.exit(well ? 0 : 1);
    }

    private boolean run(EmbeddedPostgres database, StubModelServer model) throws Exception {
        try {
            IntStream.range(0, INSTANCES).forEach(number -> instances.add(start(number, database, model)));
            var submitters = IntStream.range(0, SUBMITTERS)
                    .mapToObj(number -> new Thread(() -> submit(number)))
                    .toList();
            submitters.forEach(Thread::start);
            kill();
            for (var submitter : submitters) {
                submitter.join();
            }
            return check(database);
        } finally {
            instances.forEach(Instance::close);
        }
    }

    private static Instance start(int number, EmbeddedPostgres database, StubModelServer model) {
        return Instance.start(
                "chaos-" + number,
                Instance.settings(
                        "DATABASE_URL",
                        "postgresql://postgres:postgres@127.0.0.1:" + database.getPort() + "/postgres",
                        "LLM_BASE_URL",
                        model.baseUrl().toString(),
                        "LLM_API_KEY",
                        "sk-stub",
                        "LLM_MODEL",
                        "stub-delay-20,stub-delay-200,stub-delay-2000,stub-delay-20000",
                        "MAX_CONCURRENT_REQUESTS",
                        "300",
                        "REQUEST_TIMEOUT",
                        "60"));
    }

    /** Nine in ten are short, some take seconds, a few twenty. */
    private static String model(int number) {
        var hundredth = number % 100;
        if (hundredth < 2) {
            return "stub-delay-20000";
        }
        if (hundredth < 10) {
            return "stub-delay-2000";
        }
        return hundredth % 2 == 0 ? "stub-delay-20" : "stub-delay-200";
    }

    private void submit(int submitter) {
        for (var number = submitter; number < tasks && !over; number += SUBMITTERS) {
            var nonce = "task-" + number;
            sent.add(nonce);
            note("invoke", nonce, "");
            submit(number, nonce);
        }
    }

    private void submit(int number, String nonce) {
        var body = "{\"type\":\"chat.complete\",\"queue\":\"" + (number % 5 == 0 ? "lumina_tasks" : "standard_tasks")
                + "\",\"payload\":{\"prompt\":\"" + nonce + "\",\"use_knowledge\":false,\"model\":\"" + model(number)
                + "\"}}";
        try {
            var answer = instances.get(number % INSTANCES).post("/api/tasks", body);
            if (answer.statusCode() == 202) {
                var id = json(answer.body()).path("id").asText();
                acknowledged.put(id, nonce);
                note("ok", nonce, id);
            } else {
                note("refused", nonce, Integer.toString(answer.statusCode()));
            }
        } catch (UncheckedIOException gone) {
            note("unknown", nonce, "");
        }
    }

    private record Kill(String server, Instant at) {}

    private void kill() throws InterruptedException {
        var end = System.nanoTime() + killing.toNanos();
        var pause = new CountDownLatch(1);
        while (System.nanoTime() < end) {
            pause.await(5_000 + random.nextInt(10_000), TimeUnit.MILLISECONDS);
            var number = random.nextInt(INSTANCES);
            var victim = instances.get(number);
            note("kill", Long.toString(victim.pid()), "");
            kills.add(new Kill("chaos-" + number, Instant.now()));
            victim.kill();
            victim.startAgain();
        }
    }

    private boolean check(EmbeddedPostgres database) throws Exception {
        var rows = (PGSimpleDataSource) database.getPostgresDatabase();
        var deadline = System.nanoTime() + TO_END.toNanos();
        var pause = new CountDownLatch(1);
        while (count(rows, "select count(*) from task where state in ('queued', 'delayed', 'running')") > 0
                && System.nanoTime() < deadline) {
            pause.await(1, TimeUnit.SECONDS);
        }
        over = true;
        var ended = states(rows);
        var lost = acknowledged.keySet().stream()
                .filter(id -> !"succeeded".equals(ended.get(id)))
                .toList();
        var phantom = count(rows, "select count(*) from task where type = 'chat.complete'") - sent.size();
        var twice = count(
                rows,
                "select count(*) from (select payload from task where type = 'chat.complete' group by payload"
                        + " having count(*) > 1) doubled");
        var restarts = restarts(rows);
        System.out.printf(
                "CHAOS kills %d  acknowledged %d  runs interrupted %d  lost %d  phantom %d  twice %d%n",
                kills.size(), acknowledged.size(), restarts.size(), lost.size(), Math.max(0, phantom), twice);
        if (!restarts.isEmpty()) {
            System.out.printf(
                    "CHAOS begun again after p50 %.1f s  p99 %.1f s  max %.1f s%n",
                    at(restarts, 50), at(restarts, 99), at(restarts, 100));
        }
        lost.forEach(id -> System.out.println("lost " + id + " " + acknowledged.get(id) + " " + ended.get(id)));
        return lost.isEmpty()
                && phantom <= 0
                && twice == 0
                && !restarts.isEmpty()
                && at(restarts, 99) <= TO_RESTART.toSeconds();
    }

    private static double at(List<Duration> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100))
                        .toMillis()
                / 1e3;
    }

    /** From each kill to the next beginning of what it interrupted, the shortest first. */
    private List<Duration> restarts(PGSimpleDataSource rows) throws Exception {
        var restarts = new ArrayList<Duration>();
        try (var connection = rows.getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select a.worker, a.started_at, coalesce((select min(b.started_at)"
                        + " from task_attempt b where b.task_id = a.task_id and b.fence > a.fence), t.started_at)"
                        + " from task_attempt a join task t on t.id = a.task_id where a.outcome = 'lost'")) {
            while (found.next()) {
                var worker = found.getString(1);
                var begun = found.getTimestamp(2).toInstant();
                var again = found.getTimestamp(3).toInstant();
                kills.stream()
                        .filter(kill ->
                                kill.server().equals(worker) && kill.at().isAfter(begun))
                        .findFirst()
                        .ifPresent(kill -> restarts.add(Duration.between(kill.at(), again)));
            }
        }
        restarts.sort(null);
        return restarts;
    }

    private static Map<String, String> states(PGSimpleDataSource rows) throws Exception {
        var states = new HashMap<String, String>();
        try (var connection = rows.getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select id, state from task")) {
            while (found.next()) {
                states.put(found.getString(1), found.getString(2));
            }
        }
        return states;
    }

    private static long count(PGSimpleDataSource rows, String sql) throws Exception {
        try (var connection = rows.getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private void note(String what, String whom, String more) {
        synchronized (ledger) {
            ledger.println(Instant.now() + " " + what + " " + whom + " " + more);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
