package steward.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The cache in this instance's heap.
 *
 * <p>Caffeine has one bound, we want two: E answers and B bytes. So the bound is on weight, B/E for the least answer and
 * the bytes of any larger one, and E·(B/E) altogether: then there are never more than E answers, as none weighs less than
 * B/E, and never more than B bytes, as none weighs less than its bytes. Small answers fill the E places exactly.
 */
final class LocalResponseCache implements ResponseCache {
    // the key, the entry, the node of the policy and the names
    private static final int OVERHEAD_BYTES = 320;

    private final boolean enabled;
    private final Cache<CacheKey, CachedResponse> answers;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    LocalResponseCache(CacheConfig config, Clock clock, Ticker ticker) {
        var least = Math.min(Math.max(config.maxBytes() / config.maxEntries(), 1), Integer.MAX_VALUE);
        this.enabled = config.enabled();
        this.answers = Caffeine.newBuilder()
                .maximumWeight(Math.min(least * config.maxEntries(), config.maxBytes()))
                .weigher((CacheKey key, CachedResponse answer) -> (int) Math.max(least, bytes(answer)))
                .expireAfter(Expiry.<CacheKey, CachedResponse>writing(
                        (key, answer) -> answer.ttl().minus(answer.age(clock))))
                .ticker(ticker)
                // eviction is short; no pool of ours or of the JDK's is needed for it
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    @Override
    public Optional<CachedResponse> find(CacheKey key) {
        var found = answers.getIfPresent(key);
        (found == null ? misses : hits).increment();
        return Optional.ofNullable(found);
    }

    @Override
    public Optional<CachedResponse> peek(CacheKey key) {
        return Optional.ofNullable(answers.getIfPresent(key));
    }

    @Override
    public void put(CacheKey key, CachedResponse response) {
        if (enabled) {
            answers.put(key, response);
        }
    }

    @Override
    public int clear(ClearFilter filter) {
        return forget(filter);
    }

    @Override
    public int forget(ClearFilter filter) {
        var cleared = 0;
        for (var entry : answers.asMap().entrySet()) {
            if (filter.matches(entry.getKey(), entry.getValue())
                    && answers.asMap().remove(entry.getKey(), entry.getValue())) {
                cleared++;
            }
        }
        return cleared;
    }

    @Override
    public CacheStats stats() {
        answers.cleanUp();
        var bytes = answers.asMap().values().stream()
                .mapToLong(answer -> answer.body().length)
                .sum();
        return new CacheStats(
                hits.sum(),
                misses.sum(),
                answers.estimatedSize(),
                bytes,
                answers.stats().evictionCount());
    }

    private static long bytes(CachedResponse answer) {
        return Math.min(answer.body().length + (long) OVERHEAD_BYTES, Integer.MAX_VALUE);
    }
}
