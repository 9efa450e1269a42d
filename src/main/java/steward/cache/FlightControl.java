package steward.cache;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.params.SetParams;
import steward.platform.concurrent.Blocking;
import steward.platform.instance.Instances;
import steward.platform.redis.Redis;
import steward.platform.redis.RedisScript;

/**
 * Lets one instance of all fetch an answer, so that equal questions on several instances are asked upstream once. Whoever
 * fetches holds a lease in Redis and renews it; the others wait until the answer is in the shared cache. When the lease
 * is gone without an answer (the call failed, the instance died) the next one takes it. While Redis is away each instance
 * is cleared at once and fetches for itself. Thread-safe.
 */
@ApplicationScoped
public class FlightControl {
    private static final Logger LOG = Logger.getLogger(FlightControl.class.getName());
    private static final long LEASE_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 50;
    private static final long RENEW_NANOS = Duration.ofSeconds(3).toNanos();
    /** Longer than any answer may take. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(130).toNanos();

    /** Only the holder may give a lease back or prolong it. */
    private static final RedisScript RELEASE = new RedisScript(
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0");

    private static final RedisScript RENEW = new RedisScript(
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0");

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, Long> held = new ConcurrentHashMap<>(); // lease to when it was last renewed
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private ResponseCache cache;
    private Redis redis;
    private Instances instances;
    private Executor executor;
    private ScheduledExecutorService timer;
    private LongSupplier nanoTime;
    private volatile ScheduledFuture<?> rounds;

    /** An answer that another instance fetches. */
    private record Waiting(
            CacheKey key, Flight flight, long since, CompletableFuture<Optional<CachedResponse>> answer) {}

    FlightControl() {} // for the CDI proxy

    @Inject
    FlightControl(
            ResponseCache cache,
            Redis redis,
            Instances instances,
            @Blocking Executor executor,
            ScheduledExecutorService timer) {
        this.cache = cache;
        this.redis = redis;
        this.instances = instances;
        this.executor = executor;
        this.timer = timer;
        this.nanoTime = System::nanoTime;
    }

    /**
     * Asks whether the leader of this flight may fetch. Completes with the answer where there is one by now, because another
     * flight has landed, here or elsewhere; else with nothing, when it is this leader's turn. Never fails.
     */
    public CompletionStage<Optional<CachedResponse>> clear(CacheKey key, Flight flight) {
        var landed = cache.peek(key);
        if (landed.isPresent() || !redis.up() || takesLease(key, flight)) {
            return CompletableFuture.completedFuture(landed);
        }
        var answer = new CompletableFuture<Optional<CachedResponse>>();
        waiting.add(new Waiting(key, flight, nanoTime.getAsLong(), answer));
        keepLooking();
        return answer;
    }

    @PreDestroy
    void stop() {
        var running = rounds;
        if (running != null) {
            running.cancel(false);
        }
    }

    /** Also true where Redis has just gone away. */
    private boolean takesLease(CacheKey key, Flight flight) {
        var lease = lease(key);
        var taken = redis.ask(jedis -> jedis.set(
                                lease,
                                instances.runId(),
                                SetParams.setParams().nx().px(LEASE_MILLIS))
                        != null)
                .orElse(true);
        if (taken) {
            held.put(lease, nanoTime.getAsLong());
            keepLooking();
            flight.onOver(() -> release(lease));
        }
        return taken;
    }

    private void release(String lease) {
        if (held.remove(lease) != null) {
            redis.ask(jedis -> RELEASE.run(jedis, List.of(lease), List.of(instances.runId())));
        }
    }

    private String lease(CacheKey key) {
        return redis.key("flight:" + key);
    }

    private void keepLooking() {
        if (scheduled.compareAndSet(false, true)) {
            rounds = timer.scheduleWithFixedDelay(this::lookSoon, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Runs on the timer, which must not block. */
    private void lookSoon() {
        if ((!waiting.isEmpty() || !held.isEmpty()) && looking.compareAndSet(false, true)) {
            try {
                executor.execute(this::look);
            } catch (RejectedExecutionException full) {
                looking.set(false);
                LOG.log(Level.FINE, "flight.look_refused", full);
            }
        }
    }

    void look() {
        try {
            renew();
            for (var each = waiting.iterator(); each.hasNext(); ) {
                var one = each.next();
                if (isDecided(one)) {
                    each.remove();
                }
            }
        } finally {
            looking.set(false);
        }
    }

    private void renew() {
        var now = nanoTime.getAsLong();
        held.forEach((lease, renewed) -> {
            if (now - renewed > RENEW_NANOS && held.replace(lease, renewed, now)) {
                redis.ask(jedis ->
                        RENEW.run(jedis, List.of(lease), List.of(instances.runId(), Long.toString(LEASE_MILLIS))));
            }
        });
    }

    private boolean isDecided(Waiting one) {
        var answer = cache.peek(one.key());
        var impatient = nanoTime.getAsLong() - one.since() > PATIENCE_NANOS;
        if (answer.isPresent() || impatient || !redis.up() || takesLease(one.key(), one.flight())) {
            executor.execute(() -> one.answer().complete(answer));
            return true;
        }
        return false;
    }
}
