package steward.platform.instance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import steward.platform.concurrent.Blocking;
import steward.platform.database.DatabaseReady;
import steward.platform.database.Pooled;

/**
 * The registry of instances: writes every few seconds that this one lives, and knows who else does. While the database is
 * away the last known others count as alive. Thread-safe.
 */
@ApplicationScoped
public class Instances {
    static final String UP = "up";
    static final String DRAINING = "draining";
    static final String STOPPED = "stopped";
    static final String LOST = "lost";

    private static final Logger LOG = Logger.getLogger(Instances.class.getName());
    private static final Duration BEAT_EVERY = Duration.ofSeconds(2);
    private static final Duration LOST_AFTER = Duration.ofSeconds(10);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    @Inject
    @Pooled
    private DataSource database;

    private final AtomicBoolean beating = new AtomicBoolean();
    private InstanceConfig config;
    private Executor executor;
    private ScheduledExecutorService timer;
    private Clock clock;
    private InstanceRows rows;
    private Instant startedAt;
    private ScheduledFuture<?> rounds;
    private volatile Supplier<String> numbers = () -> "{}";
    private volatile List<InstanceInfo> known = List.of();
    private volatile boolean draining;

    Instances() {} // for the CDI proxy

    @Inject
    Instances(InstanceConfig config, @Blocking Executor executor, ScheduledExecutorService timer, Clock clock) {
        this.config = config;
        this.executor = executor;
        this.timer = timer;
        this.clock = clock;
    }

    /** Without a container: nothing runs by itself, {@link #beat} is called by the test. */
    Instances(InstanceConfig config, DataSource database, Clock clock) {
        this(config, null, null, clock);
        this.database = database;
        begin();
    }

    void start(@Observes DatabaseReady tables) {
        if (rounds == null) {
            begin();
            beat();
            rounds = timer.scheduleWithFixedDelay(
                    this::beatSoon, BEAT_EVERY.toMillis(), BEAT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void begin() {
        rows = new InstanceRows(database, config);
        startedAt = clock.instant();
    }

    /** Earlier than the end of beans, when the application can load no more classes. */
    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object end) {
        if (rounds != null) {
            rounds.cancel(false);
            say(STOPPED);
        }
    }

    /** The name of this instance. */
    public String serverId() {
        return config.serverId();
    }

    /** The id of this start of this instance; no other start of any instance has it. */
    public String runId() {
        return config.runId();
    }

    /** What to write of this instance's numbers with each beat: a JSON object of less than 4000 characters. */
    public void reportNumbers(Supplier<String> json) {
        numbers = json;
    }

    /** How many instances live, at least one: this. */
    public int alive() {
        return (int) Math.max(1, known.stream().filter(InstanceInfo::alive).count());
    }

    /** All instances of the last day as they were a moment ago, by name. */
    public List<InstanceInfo> all() {
        return known;
    }

    /** Tells the others that this instance takes no new requests. */
    public void drain() {
        if (!draining) {
            draining = true;
            beatSoon();
        }
    }

    /** Runs on the timer, which must not block. */
    private void beatSoon() {
        if (executor != null && beating.compareAndSet(false, true)) {
            try {
                executor.execute(this::beat);
            } catch (RejectedExecutionException full) {
                beating.set(false);
                LOG.log(Level.FINE, "instance.beat_refused", full);
            }
        }
    }

    void beat() {
        try {
            say(draining ? DRAINING : UP);
        } finally {
            beating.set(false);
        }
    }

    void say(String state) {
        try {
            rows.beat(state, startedAt, numbers.get());
            rows.forget(clock.instant().minus(FORGOTTEN_AFTER));
            known = List.copyOf(rows.all(LOST_AFTER));
        } catch (SQLException | RuntimeException away) {
            LOG.log(Level.FINE, "instance.beat_missed", away);
        }
    }
}
