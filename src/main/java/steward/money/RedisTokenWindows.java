package steward.money;

import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import steward.platform.redis.Redis;
import steward.platform.redis.RedisScript;

/**
 * Counts in Redis, so that an account's tokens a minute are one limit for all instances: the same sliding window of seconds
 * as {@link TokenWindow}, moved, counted and taken by one script in one step, on Redis' own clock.
 *
 * <p>While Redis is away each instance gives out its share, the limit divided by the instances that live, and counts what it
 * let through before. A call that alone is larger than the share is let through where nothing else was.
 */
final class RedisTokenWindows implements TokenWindows {
    // fields are the numbers of seconds; a clock that was set back (another Redis took over) goes on at the newest
    private static final RedisScript TAKE = new RedisScript("""
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local slot = math.floor(now / 1000000)
            local limit, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
            local window = redis.call('HGETALL', KEYS[1])
            for i = 1, #window, 2 do slot = math.max(slot, tonumber(window[i])) end
            local sum, last, slots, over = 0, 0, {}, {}
            for i = 1, #window, 2 do
              local at, some = tonumber(window[i]), tonumber(window[i + 1])
              if at < slot - 60 then
                over[#over + 1] = window[i]
              elseif some > 0 then
                sum = sum + some
                last = math.max(last, at)
                slots[#slots + 1] = {at, some}
              end
            end
            if #over > 0 then redis.call('HDEL', KEYS[1], unpack(over)) end
            local function ends(at) return (at + 61) * 1000000 - now end
            if sum + wanted <= limit then
              redis.call('HINCRBY', KEYS[1], string.format('%.0f', slot), ARGV[2])
              redis.call('PEXPIRE', KEYS[1], 62000)
              if wanted > 0 then last = slot end
              return {1, slot, limit - sum - wanted, last > 0 and ends(last) or 0, 0}
            end
            local wait = -1
            if wanted <= limit then
              table.sort(slots, function(a, b) return a[1] < b[1] end)
              local left = sum
              for _, old in ipairs(slots) do
                left = left - old[2]
                wait = ends(old[1])
                if left + wanted <= limit then break end
              end
            end
            return {0, slot, math.max(0, limit - sum), last > 0 and ends(last) or 0, wait}
            """);

    // what is over already is not brought back
    private static final RedisScript CORRECT = new RedisScript("""
            local taken = redis.call('HGET', KEYS[1], ARGV[1])
            if taken then
              local difference = math.max(tonumber(ARGV[2]), -tonumber(taken))
              redis.call('HINCRBY', KEYS[1], ARGV[1], string.format('%.0f', difference))
            end
            return 1
            """);

    private static final String PREFIX = "tokens:";

    private final Redis redis;
    private final IntSupplier instances;
    private final LocalTokenWindows local;

    /** @param instances how many share the limits while Redis is away */
    RedisTokenWindows(Redis redis, IntSupplier instances, LocalTokenWindows local) {
        this.redis = redis;
        this.instances = instances;
        this.local = local;
    }

    @Override
    public Place take(String account, long limit, long tokens) {
        var key = List.of(redis.key(PREFIX + account));
        return redis.ask(jedis -> TAKE.run(jedis, key, List.of(Long.toString(limit), Long.toString(tokens))))
                .map(answer -> place(decision(answer), key, account, tokens))
                .orElseGet(() -> local.take(account, Math.max(share(limit), Math.min(tokens, limit)), tokens));
    }

    private Place place(TokenWindow.Decision decision, List<String> key, String account, long tokens) {
        if (!decision.allowed()) {
            return new Place(decision, difference -> {});
        }
        var noted = local.note(account, tokens);
        var slot = Long.toString(decision.slot());
        return new Place(decision, difference -> {
            noted.correction().accept(difference);
            redis.ask(jedis -> CORRECT.run(jedis, key, List.of(slot, Long.toString(difference))));
        });
    }

    private long share(long limit) {
        return Math.max(1, limit / Math.max(1, instances.getAsInt()));
    }

    private static TokenWindow.Decision decision(Object answer) {
        var numbers = (List<?>) answer;
        var wait = number(numbers, 4);
        return new TokenWindow.Decision(
                number(numbers, 0) == 1,
                number(numbers, 1),
                number(numbers, 2),
                micros(number(numbers, 3)),
                wait < 0 ? null : micros(wait));
    }

    private static long number(List<?> numbers, int at) {
        return ((Number) numbers.get(at)).longValue();
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(Math.max(0, micros) * 1_000);
    }

    @Override
    public boolean mayWait() {
        return true;
    }
}
