package steward.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.Limits;
import steward.platform.redis.Redis;
import steward.platform.redis.RedisScript;

/**
 * Counts in Redis, so that an owner's limit is one for all instances, and exact. A place is a lease: an instance that dies
 * gives its places back by not renewing them. While Redis is away each instance gives out its share of the limit, the limit
 * divided by the instances that live; what it holds then is told to Redis by the first renewal after that.
 */
final class RedisOwnPlaces implements OwnPlaces {
    private static final Logger LOG = Logger.getLogger(RedisOwnPlaces.class.getName());
    private static final String PREFIX = "places:";

    // a sorted set of an owner's holders by the end of their leases, on Redis' own clock
    private static final RedisScript TAKE = new RedisScript("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
            redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return 1
            """);

    private static final RedisScript RENEW = new RedisScript("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return #ARGV - 1
            """);

    private final String instance = UUID.randomUUID() + ":";
    private final Map<Long, List<Limits.Level>> held = new ConcurrentHashMap<>();
    private final LocalOwnPlaces local = new LocalOwnPlaces();
    private final Redis redis;
    private final IntSupplier instances;
    private final Executor executor;
    private final String leaseMillis;

    /**
     * @param instances how many share a limit while Redis is away
     * @param executor for what is told to Redis from threads that must not wait
     * @param lease how long a place is held that nobody renews
     */
    RedisOwnPlaces(Redis redis, IntSupplier instances, Executor executor, Duration lease) {
        this.leaseMillis = Long.toString(lease.toMillis());
        this.redis = redis;
        this.instances = instances;
        this.executor = executor;
    }

    @Override
    public Limits.Level take(long holder, List<Limits.Level> owners) {
        for (var i = 0; i < owners.size(); i++) {
            var given = takeShared(holder, owners.get(i));
            if (given == null) {
                return takeShare(holder, owners);
            }
            if (!given) {
                forget(holder, owners.subList(0, i));
                return owners.get(i);
            }
        }
        local.note(owners);
        held.put(holder, owners);
        return null;
    }

    /** Null where Redis is away. */
    private Boolean takeShared(long holder, Limits.Level owner) {
        return redis.ask(jedis -> TAKE.run(
                        jedis,
                        List.of(key(owner.owner())),
                        List.of(Integer.toString(owner.maxConcurrent()), leaseMillis, instance + holder)))
                .map(answer -> (Long) answer == 1)
                .orElse(null);
    }

    private Limits.Level takeShare(long holder, List<Limits.Level> owners) {
        var full = local.take(owners, this::share);
        if (full == null) {
            held.put(holder, owners);
        }
        return full;
    }

    private int share(Limits.Level owner) {
        return Math.max(1, owner.maxConcurrent() / Math.max(1, instances.getAsInt()));
    }

    @Override
    public void giveBack(long holder, List<Limits.Level> owners) {
        local.giveBack(holder, owners);
        held.remove(holder);
        forget(holder, owners);
    }

    /** Who gives back is often a thread that serves others meanwhile. */
    private void forget(long holder, List<Limits.Level> owners) {
        if (owners.isEmpty()) {
            return;
        }
        try {
            executor.execute(() -> owners.forEach(owner -> remove(owner.owner(), List.of(holder))));
        } catch (RejectedExecutionException full) {
            LOG.log(Level.FINE, "places.left_to_their_lease", full);
        }
    }

    private void remove(String owner, List<Long> holders) {
        redis.ask(jedis -> jedis.zrem(key(owner), names(holders)));
    }

    /** Keeps what this instance holds; to be called more often than leases last. */
    void renew() {
        byOwner().forEach(this::renew);
    }

    private Map<String, List<Long>> byOwner() {
        var holders = new HashMap<String, List<Long>>();
        held.forEach((holder, owners) ->
                owners.forEach(owner -> holders.computeIfAbsent(owner.owner(), name -> new ArrayList<>())
                        .add(holder)));
        return holders;
    }

    private void renew(String owner, List<Long> holders) {
        var arguments = new ArrayList<String>();
        arguments.add(leaseMillis);
        arguments.addAll(List.of(names(holders)));
        redis.ask(jedis -> RENEW.run(jedis, List.of(key(owner)), arguments));
        // given back while it was renewed: Redis may have heard of it in the wrong order
        var gone = holders.stream().filter(holder -> !held.containsKey(holder)).toList();
        if (!gone.isEmpty()) {
            remove(owner, gone);
        }
    }

    private String[] names(List<Long> holders) {
        return holders.stream().map(holder -> instance + holder).toArray(String[]::new);
    }

    private String key(String owner) {
        return redis.key(PREFIX + owner);
    }
}
