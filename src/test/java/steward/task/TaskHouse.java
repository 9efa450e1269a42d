package steward.task;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import steward.HurriedTimer;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.signal.Signals;

/** The room without a container: one instance's worth of it, on a database that others may share. */
final class TaskHouse implements AutoCloseable {
    static final String OWNER = "key:test";
    private static final int HURRY = 20;

    final Database database;
    final TaskQueue queue;
    final Acceptance acceptance;
    final Leases leases;
    final Outcomes outcomes;
    final TaskRepository tasks;
    final TaskCommands commands;
    final Submissions submissions;
    final QueueRepository queues;
    final WaitReasons reasons;
    final TaskEvents events;
    final TaskWaits waits;
    final TaskConfig config;
    final Worker worker;
    private final ExecutorService blocking = Executors.newFixedThreadPool(8);
    private final ExecutorService standard;
    private final ExecutorService lumina;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final ScheduledExecutorService rounds;

    /** An instance whose rounds, of a second each, take a twentieth of one. */
    TaskHouse(Database database, Signals signals, TaskConfig config, Collection<? extends TaskHandler> handlers) {
        this(database, signals, config, handlers, new HurriedTimer(1, HURRY));
    }

    /** @param rounds the timer of what a worker does regularly */
    TaskHouse(
            Database database,
            Signals signals,
            TaskConfig config,
            Collection<? extends TaskHandler> handlers,
            ScheduledExecutorService rounds) {
        this.rounds = rounds;
        this.database = database;
        this.config = config;
        var known = new TaskHandlers(List.copyOf(handlers));
        var callbacks = TaskRoom.callbacks();
        acceptance = new Acceptance(known, callbacks, new Ids(Clock.systemUTC()));
        var handOver = new HandOver();
        queue = new TaskQueue(acceptance, database, signals, handOver, blocking);
        leases = new Leases(database);
        outcomes = new Outcomes(database, leases, callbacks, config);
        tasks = new TaskRepository(database);
        events = new TaskEvents(signals);
        events.start();
        commands = new TaskCommands(database, queue, events, signals, callbacks, config);
        submissions = new Submissions(database, queue, config);
        queues = new QueueRepository(database, config);
        reasons = new WaitReasons(queues);
        waits = new TaskWaits(events, new BlockingWork(blocking, 100), timer);
        standard = Executors.newFixedThreadPool(config.slots().getOrDefault(QueueName.STANDARD_TASKS, 1));
        lumina = Executors.newFixedThreadPool(config.slots().getOrDefault(QueueName.LUMINA_TASKS, 1));
        worker = new Worker(
                config,
                known,
                database,
                leases,
                outcomes,
                new Journal(database),
                signals,
                events,
                new TaskNumbers(),
                new TaskStats(new TaskNumbers()),
                queues,
                handOver,
                blocking,
                rounds,
                name -> name == QueueName.STANDARD_TASKS ? standard : lumina,
                Clock.systemUTC());
    }

    static TaskConfig config(String serverId) {
        return new TaskConfig(
                serverId,
                Map.of(QueueName.STANDARD_TASKS, 8, QueueName.LUMINA_TASKS, 2),
                true,
                Duration.ofDays(1),
                Duration.ofDays(30),
                3,
                Duration.ofMillis(100),
                Duration.ofMillis(100));
    }

    TaskHouse working() {
        worker.start();
        return this;
    }

    UUID submit(String type) {
        return queue.submit(NewTask.of(type, OWNER, Map.of())).id();
    }

    TaskInfo task(UUID id) {
        return tasks.find(id, OWNER).orElseThrow();
    }

    TaskInfo ended(UUID id) {
        return in(id, TaskState.SUCCEEDED, TaskState.DEAD, TaskState.CANCELLED);
    }

    TaskInfo in(UUID id, TaskState... states) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> task(id), task -> List.of(states).contains(task.status()));
    }

    int change(String sql, Object... values) {
        return database.inTransaction(connection -> Database.update(connection, sql, values));
    }

    Optional<Long> count(String sql, Object... values) {
        return database.inTransaction(connection -> Database.first(connection, sql, row -> row.getLong(1), values));
    }

    /** The instance ends as by a power cut: nothing is handed back. */
    void vanish() {
        standard.shutdownNow();
        lumina.shutdownNow();
        timer.shutdownNow();
        rounds.shutdownNow();
        blocking.shutdownNow();
    }

    @Override
    public void close() {
        worker.stop();
        events.stop();
        vanish();
    }
}
