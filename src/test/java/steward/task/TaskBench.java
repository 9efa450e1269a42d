package steward.task;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import steward.platform.database.Database;
import steward.platform.database.Migrations;

/**
 * How fast tasks are: bench/tasks runs it. On the embedded database in a file and on PostgreSQL, both as they are in
 * production: before a commit is told it is with the operating system on H2, and on the disk on PostgreSQL.
 */
final class TaskBench {
    private static int tasks;
    private static int pickUps;
    private static final int BATCH = 500;
    private static final int SUBMITTERS = 20;
    private static final double MILLION = 1e6;
    /** So often one by one until the compiler, which wants a core of the two for itself, has little left to do. */
    private static final int COMPILED = 6_000;

    private TaskBench() {}

    /** The database, h2 or postgresql; then how many tasks, and how many one by one. */
    public static void main(String... arguments) throws Exception {
        tasks = Integer.parseInt(arguments[1]);
        pickUps = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("h2")) {
            onH2();
        } else {
            onPostgres();
        }
        System.exit(0);
    }

    private static void onH2() throws Exception {
        var folder = Files.createTempDirectory("steward-bench");
        var pool = JdbcConnectionPool.create(
                "jdbc:h2:file:" + folder.resolve("steward")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0",
                "sa",
                "");
        pool.setMaxConnections(30);
        run("H2", pool, true);
        pool.dispose();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static void onPostgres() throws Exception {
        try (var server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            var source = new PGConnectionPoolDataSource();
            source.setUrl(server.getJdbcUrl("postgres", "postgres"));
            source.setUser("postgres");
            var pool = JdbcConnectionPool.create(source);
            pool.setMaxConnections(30);
            run("PostgreSQL", pool, false);
            pool.dispose();
        }
    }

    private static void run(String name, javax.sql.DataSource source, boolean embedded) throws Exception {
        Migrations.migrated(source);
        var database = new Database(source, embedded);
        var begun = new LinkedBlockingQueue<Long>();
        var handlers = List.of(
                new TestHandler("bench.nothing", task -> null),
                new TestHandler("bench.pick", task -> begun.add(System.nanoTime())));
        var config = new TaskConfig(
                "bench",
                Map.of(QueueName.STANDARD_TASKS, 32, QueueName.LUMINA_TASKS, 8),
                false,
                Duration.ofDays(1),
                Duration.ofDays(1),
                10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2));
        var timer = Executors.newScheduledThreadPool(2);
        var signals = new TestSignals();
        try (var house = new TaskHouse(database, signals, config, handlers, timer);
                var door = new TaskHouse(database, signals, withoutThreads(config), handlers, timer);
                var unheard = new TaskHouse(database, new TestSignals(), withoutThreads(config), handlers, timer)) {
            warmUp(house, unheard);
            report(name, "submit one after the other", tasks / 5, () -> one(unheard, tasks / 5));
            report(name, "submit from " + SUBMITTERS + " at once", tasks, () -> concurrently(unheard, tasks));
            report(name, "submit in batches of " + BATCH, tasks, () -> batches(unheard, tasks));
            clear(house);
            house.commands.pause(QueueName.STANDARD_TASKS, true);
            batches(house, tasks);
            report(name, "drain", tasks, () -> drain(house));
            oneCommit(name, house);
            pickedUp(COMPILED, house, house, begun);
            tell(name, "submit to start, idle", pickedUp(pickUps, house, house, begun));
            tell(name, "- submitted by another instance", pickedUp(pickUps, door, house, begun));
        }
    }

    private static TaskConfig withoutThreads(TaskConfig config) {
        return new TaskConfig(
                "door",
                Map.of(),
                false,
                config.resultTtl(),
                config.deadTtl(),
                config.mostLosses(),
                config.stopGrace(),
                config.stopNotice());
    }

    /** What no submission can be faster than: the smallest change of a row, on the disk. */
    private static void oneCommit(String name, TaskHouse house) {
        var millis = new double[pickUps];
        for (var i = 0; i < pickUps; i++) {
            var before = System.nanoTime();
            house.change("update task_queue set paused = false where name = 'lumina_tasks'");
            millis[i] = (System.nanoTime() - before) / MILLION;
        }
        tell(name, "a row changed and committed", millis);
    }

    /** Workers hear nothing while submitting is measured, as those of peers stand still then. */
    private static void warmUp(TaskHouse house, TaskHouse unheard) throws Exception {
        house.commands.pause(QueueName.STANDARD_TASKS, true);
        house.working();
        batches(house, tasks / 2);
        drain(house);
        house.commands.pause(QueueName.STANDARD_TASKS, true);
        concurrently(unheard, tasks / 5);
        one(unheard, tasks / 10);
    }

    private static void clear(TaskHouse house) {
        house.change("delete from task");
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void report(String name, String what, int tasks, Work work) throws Exception {
        var begin = System.nanoTime();
        work.run();
        var seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%-16s %-32s %8.0f /s%n", name, what, tasks / seconds);
    }

    private static void one(TaskHouse house, int tasks) {
        for (var i = 0; i < tasks; i++) {
            house.submit("bench.nothing");
        }
    }

    /** As over HTTP: many wait at the same time, and share commits. */
    private static void concurrently(TaskHouse house, int tasks) throws Exception {
        var submitters = IntStream.range(0, SUBMITTERS)
                .mapToObj(number -> new Thread(() -> {
                    for (var i = 0; i < tasks / SUBMITTERS; i++) {
                        house.queue
                                .accept(house.acceptance.row(
                                        NewTask.of("bench.nothing", TaskHouse.OWNER, Map.of("n", number))))
                                .toCompletableFuture()
                                .join();
                    }
                }))
                .toList();
        submitters.forEach(Thread::start);
        for (var submitter : submitters) {
            submitter.join();
        }
    }

    private static void batches(TaskHouse house, int tasks) {
        for (var i = 0; i < tasks / BATCH; i++) {
            house.queue.submit(IntStream.range(0, BATCH)
                    .mapToObj(number -> NewTask.of("bench.nothing", TaskHouse.OWNER, Map.of("n", number)))
                    .toList());
        }
    }

    private static void drain(TaskHouse house) throws Exception {
        var left = open(house);
        var done = new CountDownLatch((int) left);
        var watching = house.events.subscribe(event -> {
            if (event.state().isEnd()) {
                done.countDown();
            }
        });
        try {
            house.commands.pause(QueueName.STANDARD_TASKS, false);
            if (!done.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException(done.getCount() + " of " + left + " tasks were not done");
            }
        } finally {
            watching.close();
        }
    }

    private static long open(TaskHouse house) {
        return house.count("select count(*) from task where state in ('queued', 'running')")
                .orElse(0L);
    }

    private static double[] pickedUp(int times, TaskHouse door, TaskHouse house, LinkedBlockingQueue<Long> begun)
            throws Exception {
        var millis = new double[times];
        for (var i = 0; i < times; i++) {
            var before = System.nanoTime();
            UUID id = door.submit("bench.pick");
            millis[i] = (begun.take() - before) / MILLION;
            house.ended(id);
        }
        return millis;
    }

    private static void tell(String name, String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                "%-16s %-32s p50 %.1f  p99 %.1f  max %.1f ms%n",
                name, what, millis[pickUps / 2], millis[pickUps * 99 / 100], millis[pickUps - 1]);
    }
}
