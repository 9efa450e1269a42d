package steward.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.params.SetParams;
import steward.platform.json.Json;
import steward.platform.redis.Redis;

/**
 * The cache of all instances, in Redis, behind the cache of this one. Answers there belong to an epoch, a random word that
 * every instance reads once a second: to clear is to begin a new one, whatever was to be forgotten, since a cache may
 * always forget more. What is read back is checked, as others may write there too.
 */
final class RedisResponseCache implements ResponseCache {
    private static final Logger LOG = Logger.getLogger(RedisResponseCache.class.getName());
    /** Larger answers stay with the instance that got them: they would be slow to fetch, and push out many small ones. */
    private static final int MAX_SHARED_BYTES = 1024 * 1024;

    private static final long EPOCH_NANOS = Duration.ofSeconds(1).toNanos();

    private final LocalResponseCache local;
    private final Redis redis;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AtomicLong epochReadAt;
    private final LongAdder sharedHits = new LongAdder();
    private volatile String epoch = "";

    /** An answer as it stands in Redis; times in milliseconds. */
    private record Shared(String model, Set<String> collections, long storedAt, long ttl, byte[] body) {}

    RedisResponseCache(LocalResponseCache local, Redis redis, Clock clock, LongSupplier nanoTime) {
        this.local = local;
        this.redis = redis;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.epochReadAt = new AtomicLong(nanoTime.getAsLong() - EPOCH_NANOS);
    }

    @Override
    public Optional<CachedResponse> find(CacheKey key) {
        followEpoch();
        var near = local.peek(key);
        if (near.isPresent()) {
            return local.find(key);
        }
        var shared = fetch(key);
        // counted after the answer has come near, so that a hit over there is a hit
        return shared.isPresent() ? local.find(key).or(() -> shared) : local.find(key);
    }

    @Override
    public Optional<CachedResponse> peek(CacheKey key) {
        return local.peek(key).or(() -> fetch(key));
    }

    @Override
    public void put(CacheKey key, CachedResponse response) {
        local.put(key, response);
        var left = response.ttl().minus(response.age(clock)).toMillis();
        if (response.body().length <= MAX_SHARED_BYTES && left > 0) {
            var name = name(key);
            var value = bytes(response);
            redis.ask(jedis -> jedis.set(name, value, SetParams.setParams().px(left)));
        }
    }

    @Override
    public int clear(ClearFilter filter) {
        begin(UUID.randomUUID().toString());
        return local.clear(filter);
    }

    @Override
    public int forget(ClearFilter filter) {
        epochReadAt.set(nanoTime.getAsLong() - EPOCH_NANOS);
        return local.forget(filter);
    }

    @Override
    public CacheStats stats() {
        return local.stats();
    }

    private Optional<CachedResponse> fetch(CacheKey key) {
        var name = name(key);
        var found = redis.ask(jedis -> jedis.get(name)).flatMap(this::read);
        found.ifPresent(answer -> {
            sharedHits.increment();
            local.put(key, answer);
        });
        return found;
    }

    private byte[] name(CacheKey key) {
        return redis.key("cache:" + epoch + ":" + key).getBytes(StandardCharsets.UTF_8);
    }

    /** Once a second: somebody else may have begun a new epoch, and then what is here is to be forgotten too. */
    private void followEpoch() {
        var now = nanoTime.getAsLong();
        var last = epochReadAt.get();
        if (now - last < EPOCH_NANOS || !epochReadAt.compareAndSet(last, now)) {
            return;
        }
        var key = redis.key("cache-epoch");
        redis.ask(jedis -> {
                    var known = jedis.get(key);
                    if (known == null) {
                        jedis.set(
                                key,
                                UUID.randomUUID().toString(),
                                SetParams.setParams().nx());
                        known = jedis.get(key);
                    }
                    return known;
                })
                .filter(current -> !current.equals(epoch))
                .ifPresent(this::enter);
    }

    private void enter(String current) {
        if (!epoch.isEmpty()) {
            local.clear(ClearFilter.everything());
        }
        epoch = current;
    }

    private void begin(String next) {
        redis.ask(jedis -> jedis.set(redis.key("cache-epoch"), next)).ifPresent(done -> epoch = next);
    }

    private static byte[] bytes(CachedResponse answer) {
        return Json.bytes(new Shared(
                answer.model(),
                answer.collections(),
                answer.storedAt().toEpochMilli(),
                answer.ttl().toMillis(),
                answer.body()));
    }

    private Optional<CachedResponse> read(byte[] value) {
        try {
            var shared = Json.mapper().readValue(value, Shared.class);
            var answer = new CachedResponse(
                    shared.body(),
                    shared.model(),
                    shared.collections(),
                    Instant.ofEpochMilli(shared.storedAt()),
                    Duration.ofMillis(shared.ttl()));
            return answer.age(clock).compareTo(answer.ttl()) < 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException | RuntimeException foreign) {
            LOG.log(Level.FINE, "cache.unreadable", foreign);
            return Optional.empty();
        }
    }
}
