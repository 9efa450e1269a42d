package steward.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts in this instance's heap by the generic cell rate algorithm (ITU-T I.371): of each client one instant is kept, the
 * one at which its allowance will be whole again. A request moves it on by a minute's share; where it would come to lie
 * more than a minute ahead, the request is refused. So a client at rest may send the whole limit at once, and after that
 * one request for each share of patience; exact in nanoseconds, without a window's edge.
 */
final class LocalRateLimiter implements RateLimiter {
    private static final long PERIOD = Duration.ofMinutes(1).toNanos();
    private static final long MAX_CLIENTS = 100_000;

    private final int limit;
    private final long share;
    private final LongSupplier nanoTime;
    private final Cache<String, AtomicLong> wholeAt;
    private final LongAdder refused = new LongAdder();

    LocalRateLimiter(int requestsPerMinute, LongSupplier nanoTime) {
        this.limit = requestsPerMinute;
        this.share = PERIOD / requestsPerMinute;
        this.nanoTime = nanoTime;
        this.wholeAt = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                // a client silent for a period has its whole limit again, as one never seen
                .expireAfterAccess(Duration.ofNanos(PERIOD))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Decision take(String client) {
        var now = nanoTime.getAsLong();
        var state = state(client, now);
        while (true) {
            var whole = state.get();
            var ahead = Math.max(whole - now, 0) + share;
            if (ahead > PERIOD) {
                return refused(ahead);
            }
            if (state.compareAndSet(whole, now + ahead)) {
                return allowed(ahead);
            }
        }
    }

    @Override
    public LimiterStats stats() {
        wholeAt.cleanUp();
        return new LimiterStats("local", limit, refused.sum(), wholeAt.estimatedSize());
    }

    // the plain read first: the mapping function takes a lock also where the client is known
    private AtomicLong state(String client, long now) {
        var known = wholeAt.getIfPresent(client);
        return known != null ? known : wholeAt.get(client, unknown -> new AtomicLong(now));
    }

    private Decision allowed(long ahead) {
        var remaining = (int) ((PERIOD - ahead) / share);
        return new Decision(true, limit, remaining, Duration.ofNanos(ahead), Duration.ZERO);
    }

    private Decision refused(long ahead) {
        refused.increment();
        return new Decision(false, limit, 0, Duration.ofNanos(ahead - share), Duration.ofNanos(ahead - PERIOD));
    }
}
