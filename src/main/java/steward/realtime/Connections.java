package steward.realtime;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.instance.DrainBegun;

/**
 * All live connections of this instance: how many there may be, whether they are still alive and allowed, and their end
 * when the instance stops. Thread-safe.
 */
@ApplicationScoped
public class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class.getName());
    /** Half of the time within which a revoked key must have no connection left. */
    private static final long CHECK_SECONDS = 30;

    private static final long SWEEP_SECONDS = 5;
    private static final int SOONEST_RETRY_MS = 500;
    private static final int LATEST_RETRY_MS = 5_000;

    private final Set<Live> all = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private RealtimeConfig config;
    private ChatRuns chats;
    private ScheduledExecutorService timer;
    private BlockingWork blocking;
    private ScheduledFuture<?> checks;
    private ScheduledFuture<?> sweeps;
    private volatile boolean draining;

    Connections() {} // for the CDI proxy

    @Inject
    Connections(RealtimeConfig config, ChatRuns chats, ScheduledExecutorService timer, BlockingWork blocking) {
        this.config = config;
        this.chats = chats;
        this.timer = timer;
        this.blocking = blocking;
    }

    @PostConstruct
    void start() {
        checks = every(CHECK_SECONDS, this::check);
        sweeps = every(SWEEP_SECONDS, chats::sweep);
    }

    private ScheduledFuture<?> every(long seconds, Runnable round) {
        return timer.scheduleWithFixedDelay(() -> blocking.run(round), seconds, seconds, TimeUnit.SECONDS);
    }

    /** Lets a connection in, if there is room; {@link #leave} must follow. */
    boolean enter(Live connection) {
        if (draining) {
            connection.drain(retryMillis());
            return true;
        }
        if (all.size() >= config.most() || !count(connection.caller())) {
            return false;
        }
        all.add(connection);
        return true;
    }

    void leave(Live connection) {
        if (all.remove(connection)) {
            discount(connection.caller());
        }
    }

    /** A connection is another caller's now; returns whether that one may have so many. */
    boolean moved(Caller from, Caller to) {
        if (from.id().equals(to.id())) {
            return true;
        }
        discount(from);
        // counted also where it may not stay: its end takes it off again
        return counts.merge(to.id(), 1, Integer::sum) <= config.mostPerCaller();
    }

    private boolean count(Caller caller) {
        if (counts.merge(caller.id(), 1, Integer::sum) <= config.mostPerCaller()) {
            return true;
        }
        discount(caller);
        return false;
    }

    private void discount(Caller caller) {
        counts.computeIfPresent(caller.id(), (id, count) -> count == 1 ? null : count - 1);
    }

    private void check() {
        for (var connection : all) {
            try {
                connection.check();
            } catch (RuntimeException failure) {
                // the others must be looked at all the same; this one is again in half a minute
                LOG.log(Level.WARNING, "realtime.check_failed", failure);
            }
        }
    }

    /** How many there are on this instance. */
    public int size() {
        return all.size();
    }

    /** Told over HTTP, before the process itself is. */
    void drain(@Observes DrainBegun told) {
        drain();
    }

    /** Sends everybody away, each to come again at another moment, and lets nobody in any more. */
    public void drain() {
        draining = true;
        all.forEach(connection -> connection.drain(retryMillis()));
    }

    private static int retryMillis() {
        return ThreadLocalRandom.current().nextInt(SOONEST_RETRY_MS, LATEST_RETRY_MS);
    }

    @PreDestroy
    void stop() {
        drain();
        checks.cancel(false);
        sweeps.cancel(false);
    }
}
