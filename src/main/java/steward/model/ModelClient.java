package steward.model;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import steward.platform.problem.ProblemType;

/**
 * Asks models, over HTTP, without holding a thread while they think. A call is retried at most twice, and only while
 * nothing of its answer has been told; a provider that keeps failing is left alone by a breaker for each model. Follows
 * no redirect, checks certificates, sends a key to its own provider only. Thread-safe.
 */
public class ModelClient implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelClient.class.getName());
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<ModelRoute, Lane> lanes = new ConcurrentHashMap<>();
    private Means means;
    private ScheduledFuture<?> watch;
    private volatile boolean closed;
    private long lastTidyAt; // the watch's alone, as the next
    private long lastWatchAt;

    ModelClient() {} // for the CDI proxy

    /**
     * @param timer for deadlines and retries; nothing put on it blocks
     * @param lookups for looking up host names, which blocks
     * @param nanoTime as {@link System#nanoTime()}
     */
    public ModelClient(
            ModelRoutes routes,
            ModelLimits limits,
            ScheduledExecutorService timer,
            Executor lookups,
            LongSupplier nanoTime) {
        this(routes, limits, timer, new Names(lookups, InetAddress::getAllByName, nanoTime), nanoTime, systemTrust());
    }

    ModelClient(
            ModelRoutes routes,
            ModelLimits limits,
            ScheduledExecutorService timer,
            Names names,
            LongSupplier nanoTime,
            SSLContext trust) {
        routes.all().forEach(route -> lanes.put(route, new Lane(route, nanoTime)));
        means = new Means(
                limits, new Connections(limits, trust, names), timer, nanoTime, ConcurrentHashMap.newKeySet());
        lastTidyAt = nanoTime.getAsLong();
        lastWatchAt = lastTidyAt;
        var interval = limits.watchInterval().toMillis();
        watch = timer.scheduleWithFixedDelay(this::watch, interval, interval, TimeUnit.MILLISECONDS);
    }

    private static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException noTls) {
            throw new IllegalStateException(noTls);
        }
    }

    /**
     * Begins a call and returns at once. The listener may hear of a refusal (the breaker is open, this instance stops)
     * before this returns; everything else it hears from other threads.
     */
    public ModelCall send(ModelRequest request, ModelListener listener) {
        var lane = lanes.computeIfAbsent(request.route(), route -> new Lane(route, means.nanoTime()));
        var call = new Call(means, lane, request, listener);
        call.begin();
        if (closed) {
            call.stop();
        }
        return call;
    }

    /** The numbers of every model and of the connections. */
    public ModelStats stats() {
        var routes = lanes.values().stream().map(Lane::stats).toList();
        return new ModelStats(routes, means.connections().stats());
    }

    /** Ends all calls under way with {@link ProblemType#DRAINING} and closes every connection. */
    @Override
    public void close() {
        closed = true;
        watch.cancel(false);
        means.underWay().forEach(Call::stop);
        means.connections().close();
    }

    private void watch() {
        try {
            var now = means.nanoTime().getAsLong();
            // after a pause of our own (collection, a starved processor) the answers are read first, then judged
            if (now - lastWatchAt < LONGEST_PAUSE_NANOS) {
                means.underWay().forEach(Call::watch);
            }
            lastWatchAt = now;
            if (now - lastTidyAt > TIDY_NANOS) {
                lastTidyAt = now;
                means.connections().tidy();
            }
        } catch (RuntimeException bug) { // or the watch would never come again
            LOG.log(Level.SEVERE, "model.watch_failed", bug);
        }
    }
}
