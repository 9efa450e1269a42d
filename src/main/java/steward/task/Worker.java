package steward.task;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.concurrent.Blocking;
import steward.platform.database.Database;
import steward.platform.database.DatabaseReady;
import steward.platform.instance.DrainBegun;
import steward.platform.signal.Signals;
import steward.platform.signal.Signals.Subscription;
import steward.task.Outcomes.Ended;

/**
 * This instance's work on the queues: takes tasks when it hears of them, runs each on a thread of its queue, and hands back
 * what is not done when the instance stops. Thread-safe.
 */
@ApplicationScoped
class Worker implements Runs {
    static final String CANCEL = "task.cancel";
    private static final Logger LOG = Logger.getLogger(Worker.class.getName());
    private static final long ROUND_MILLIS = 1_000;

    private TaskConfig config;
    private Database database;
    private Leases leases;
    private Outcomes outcomes;
    private Journal journal;
    private Signals signals;
    private TaskEvents events;
    private TaskNumbers numbers;
    private TaskStats stats;
    private QueueRepository queues;
    private HandOver handOver;
    private Executor executor;
    private ScheduledExecutorService timer;
    private List<Lane> lanes = List.of();
    private List<Subscription> subscriptions = List.of();
    private Recorder recorder;
    private Runner runner;
    private ScheduledFuture<?> rounds;
    private Stopping stopping;

    Worker() {} // for the CDI proxy

    @Inject
    Worker(
            TaskConfig config,
            TaskHandlers handlers,
            Database database,
            Leases leases,
            Outcomes outcomes,
            Journal journal,
            Signals signals,
            TaskEvents events,
            TaskNumbers numbers,
            TaskStats stats,
            QueueRepository queues,
            HandOver handOver,
            @Blocking Executor executor,
            ScheduledExecutorService timer,
            QueuePools pools,
            Clock clock) {
        this(
                config, handlers, database, leases, outcomes, journal, signals, events, numbers, stats, queues,
                handOver, executor, timer, pools::of, clock);
    }

    Worker(
            TaskConfig config,
            TaskHandlers handlers,
            Database database,
            Leases leases,
            Outcomes outcomes,
            Journal journal,
            Signals signals,
            TaskEvents events,
            TaskNumbers numbers,
            TaskStats stats,
            QueueRepository queues,
            HandOver handOver,
            Executor executor,
            ScheduledExecutorService timer,
            Function<QueueName, Executor> pools,
            Clock clock) {
        this.config = config;
        this.database = database;
        this.leases = leases;
        this.outcomes = outcomes;
        this.journal = journal;
        this.signals = signals;
        this.events = events;
        this.numbers = numbers;
        this.stats = stats;
        this.queues = queues;
        this.handOver = handOver;
        this.executor = executor;
        this.timer = timer;
        recorder = new Recorder(outcomes, this::recorded, executor, timer);
        runner = new Runner(
                handlers,
                database,
                journal,
                outcomes,
                config.serverId(),
                recorder::record,
                this::recorded,
                this::begun,
                ThreadLocalRandom::current,
                clock);
        lanes = config.slots().entrySet().stream()
                .map(slots -> lane(slots.getKey(), slots.getValue(), pools))
                .toList();
    }

    private Lane lane(QueueName queue, int slots, Function<QueueName, Executor> pools) {
        return new Lane(
                queue,
                slots,
                most -> leases.claim(queue, most, config.serverId()),
                runner,
                executor,
                task -> pools.apply(queue).execute(task));
    }

    @Override
    public Collection<Lane> lanes() {
        return lanes;
    }

    /** After the others have what they need, since tasks may need them. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) DatabaseReady tables) {
        start();
    }

    synchronized void start() {
        if (rounds != null || lanes.isEmpty()) {
            return;
        }
        subscriptions =
                List.of(signals.subscribe(TaskQueue.QUEUED, this::wake), signals.subscribe(CANCEL, this::cancel));
        var keeper = new Keeper(
                this, leases, outcomes, journal, runner, config.serverId(), this::told, this::tellOfWork, this::count);
        rounds = timer.scheduleWithFixedDelay(() -> keeper.tick(executor), 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
        stopping = new Stopping(() -> lanes.forEach(Lane::close));
        handOver.open(config.serverId(), lanes);
        LOG.log(Level.INFO, "task.working slots={0}", config.slots());
    }

    /** Takes nothing new; what runs goes on. */
    void drain(@Observes DrainBegun begun) {
        lanes.forEach(Lane::close);
    }

    /** Before any bean is destroyed: tasks need what other rooms have, and no class can be loaded any more then. */
    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object end) {
        stop();
    }

    /** Waits for what runs, as long as the configuration allows, and hands back the rest. */
    synchronized void stop() {
        if (rounds == null) {
            return;
        }
        stopping.close();
        handOver.close();
        lanes.forEach(Lane::close);
        var left = new HandBack(this, runner, recorder).within(config.stopGrace(), config.stopNotice());
        rounds.cancel(false);
        rounds = null;
        subscriptions.forEach(Subscription::close);
        try {
            journal.absent(config.serverId());
        } catch (RuntimeException databaseIsAway) {
            LOG.log(Level.FINE, "task.absence_not_told", databaseIsAway);
        }
        LOG.log(Level.INFO, "task.stopped handed_back={0}", left);
    }

    /** How many ends of runs wait to be recorded. */
    int unrecorded() {
        return recorder.open();
    }

    private void wake(String label) {
        lanes.stream().filter(lane -> lane.queue().label().equals(label)).forEach(Lane::wake);
    }

    private void tellOfWork(QueueName queue) {
        signals.publish(TaskQueue.QUEUED, queue.label());
    }

    private void count() {
        stats.counted(queues.all());
    }

    private void cancel(String id) {
        of(UUID.fromString(id)).forEach(run -> run.stop(StopReason.CANCELLED));
    }

    private void begun(Run run) {
        var task = run.task();
        numbers.begun(task);
        events.publish(new TaskEvent(task.id(), task.type(), task.queue(), TaskState.RUNNING, 0, 0, null));
    }

    private void told(Run.News news) {
        news.progress()
                .ifPresent(progress -> events.publish(new TaskEvent(
                        news.task().id(),
                        news.task().type(),
                        news.task().queue(),
                        TaskState.RUNNING,
                        progress.done(),
                        progress.total(),
                        progress.message())));
    }

    private void recorded(Ended ended) {
        var task = ended.task();
        numbers.ended(ended);
        events.publish(new TaskEvent(
                task.id(), task.type(), task.queue(), ended.outcome().next(), 0, 0, null));
        if (ended.outcome().next() == TaskState.QUEUED) {
            tellOfWork(task.queue());
        }
    }
}
