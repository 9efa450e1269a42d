package steward.admission;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import steward.platform.redis.Redis;
import steward.platform.redis.RedisScript;

/**
 * Counts in Redis, so that the limit is one for all instances, and exact: the same sliding window of half seconds as
 * {@link SlidingWindow}, moved and counted by one script in one step, on Redis' own clock.
 *
 * <p>While Redis is away each instance gives out its share, the limit divided by the instances that live. What it let in
 * before is counted then as well, so that the change lets nobody begin anew: it keeps its own window all the time.
 */
final class RedisRateLimiter implements RateLimiter {
    // fields are the numbers of half seconds; a clock that was set back (another Redis took over) goes on at the newest
    private static final RedisScript TAKE = new RedisScript("""
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local slot = math.floor(now / 500000)
            local limit = tonumber(ARGV[1])
            local window = redis.call('HGETALL', KEYS[1])
            for i = 1, #window, 2 do slot = math.max(slot, tonumber(window[i])) end
            local sum, first, over = 0, slot, {}
            local last = 0
            for i = 1, #window, 2 do
              local at = tonumber(window[i])
              if at < slot - 120 then
                over[#over + 1] = window[i]
              else
                sum = sum + tonumber(window[i + 1])
                first = math.min(first, at)
                last = math.max(last, at)
              end
            end
            if #over > 0 then redis.call('HDEL', KEYS[1], unpack(over)) end
            local allowed = 0
            if sum < limit then
              allowed = 1
              sum = sum + 1
              last = slot
              redis.call('HINCRBY', KEYS[1], string.format('%.0f', slot), 1)
              redis.call('PEXPIRE', KEYS[1], 61000)
            end
            return {allowed, limit - sum, (last + 121) * 500000 - now, (first + 121) * 500000 - now}
            """);

    private static final String PREFIX = "limit:";

    private final Redis redis;
    private final int limit;
    private final IntSupplier instances;
    private final LocalRateLimiter local;
    private final LongAdder refused = new LongAdder();

    /** @param instances how many share the limit while Redis is away */
    RedisRateLimiter(Redis redis, int requestsPerMinute, IntSupplier instances, LocalRateLimiter local) {
        this.redis = redis;
        this.limit = requestsPerMinute;
        this.instances = instances;
        this.local = local;
    }

    @Override
    public Decision take(String client) {
        return take(client, limit);
    }

    @Override
    public Decision take(String client, int atMost) {
        var shared = redis.ask(
                jedis -> TAKE.run(jedis, List.of(redis.key(PREFIX + client)), List.of(Integer.toString(atMost))));
        var decision =
                shared.map(answer -> decision(answer, atMost)).orElseGet(() -> local.take(client, share(atMost)));
        if (shared.isPresent() && decision.allowed()) {
            local.note(client);
        }
        if (!decision.allowed()) {
            refused.increment();
        }
        return decision;
    }

    @Override
    public LimiterStats stats() {
        var shared = redis.up();
        return new LimiterStats(
                shared ? "redis" : "local_share",
                shared ? limit : share(limit),
                refused.sum(),
                local.stats().clients());
    }

    private int share(int atMost) {
        return Math.max(1, atMost / Math.max(1, instances.getAsInt()));
    }

    private static Decision decision(Object answer, int atMost) {
        var numbers = (List<?>) answer;
        var allowed = number(numbers, 0) == 1;
        return new Decision(
                allowed,
                atMost,
                (int) Math.max(0, number(numbers, 1)),
                micros(number(numbers, 2)),
                allowed ? Duration.ZERO : micros(number(numbers, 3)));
    }

    private static long number(List<?> numbers, int at) {
        return ((Number) numbers.get(at)).longValue();
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(Math.max(0, micros) * 1_000);
    }
}
