package steward.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts in this instance's heap over a sliding window: of each client it keeps how many requests each half second of the
 * last minute saw. A request is let in while the sum is below the limit, so no stretch of a minute, wherever it begins,
 * ever holds more than the limit. The oldest half second counts until it is wholly over, so a place comes free up to half a
 * second later than it might, never earlier.
 */
final class LocalRateLimiter implements RateLimiter {
    private static final long PERIOD = Duration.ofMinutes(1).toNanos();
    private static final long MAX_CLIENTS = 50_000;

    private final int limit;
    private final LongSupplier nanoTime;
    private final long began;
    private final Cache<String, SlidingWindow> windows;
    private final LongAdder refused = new LongAdder();

    LocalRateLimiter(int requestsPerMinute, LongSupplier nanoTime) {
        this.limit = requestsPerMinute;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.windows = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                // a client silent for longer has its whole limit again, as one never seen
                .expireAfterAccess(Duration.ofNanos(PERIOD + SlidingWindow.SLOT_NANOS))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Decision take(String client) {
        return take(client, limit);
    }

    @Override
    public Decision take(String client, int atMost) {
        var decision = window(client).take(nanoTime.getAsLong() - began, atMost);
        if (!decision.allowed()) {
            refused.increment();
        }
        return decision;
    }

    /** Counts a request that somebody else has let in. */
    void note(String client) {
        window(client).take(nanoTime.getAsLong() - began, Integer.MAX_VALUE);
    }

    @Override
    public LimiterStats stats() {
        windows.cleanUp();
        return new LimiterStats("local", limit, refused.sum(), windows.estimatedSize());
    }

    // the plain read first: the mapping function takes a lock also where the client is known
    private SlidingWindow window(String client) {
        var known = windows.getIfPresent(client);
        return known != null ? known : windows.get(client, unknown -> new SlidingWindow());
    }
}
