package steward.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.deploy.RedisServer;
import steward.platform.redis.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances on one Redis. */
class RedisResponseCacheIT {
    private static final Clock CLOCK = Clock.systemUTC();

    @AutoClose
    private static RedisServer server;

    private final AtomicLong nanos = new AtomicLong();

    @BeforeAll
    static void startRedis() {
        server = RedisServer.start();
    }

    @Test
    void whatOneInstanceKeepsTheOtherFinds() {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var key = key("年假怎么算？");
            var here = cache(one);
            var there = cache(two);
            assertThat(here.find(key)).isEmpty();
            assertThat(there.find(key)).isEmpty();
            here.put(key, answer("十天 😀", Duration.ofMinutes(5)));
            assertThat(there.find(key)).hasValueSatisfying(found -> {
                assertThat(new String(found.body(), StandardCharsets.UTF_8)).isEqualTo("十天 😀");
                assertThat(found.model()).isEqualTo("deepseek-chat");
                assertThat(found.collections()).containsExactly("default");
            });
            assertThat(there.stats().hits()).isEqualTo(1);
        }
    }

    @Test
    void clearingForgetsOnEveryInstanceWithinASecond() {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var key = key("to be forgotten");
            var here = cache(one);
            var there = cache(two);
            here.find(key);
            there.find(key);
            here.put(key, answer("old", Duration.ofMinutes(5)));
            assertThat(there.find(key)).isPresent();
            here.clear(ClearFilter.everything());
            assertThat(here.find(key)).isEmpty();
            nanos.addAndGet(Duration.ofMillis(1_001).toNanos());
            assertThat(there.find(key)).isEmpty();
        }
    }

    @Test
    void withoutRedisEachHasItsOwn() {
        try (var own = RedisServer.start();
                var one = TestRedis.at(own.url())) {
            var cache = cache(one);
            own.kill();
            cache.put(key("a"), answer("b", Duration.ofMinutes(5)));
            assertThat(cache.find(key("a"))).isPresent();
            assertThat(cache.find(key("c"))).isEmpty();
            assertThat(cache.clear(ClearFilter.everything())).isEqualTo(1);
        }
    }

    @Test
    void whatSomebodyElseWroteThereIsNoAnswer() {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var key = key("foreign");
            var here = cache(one);
            var there = cache(two);
            here.find(key);
            there.find(key);
            here.put(key, answer("ours", Duration.ofMinutes(5)));
            two.redis().ask(jedis -> {
                jedis.keys(two.redis().key("cache:*")).forEach(name -> jedis.set(name, "{\"body\":"));
                return true;
            });
            assertThat(there.find(key)).isEmpty();
        }
    }

    private RedisResponseCache cache(TestRedis redis) {
        var local = new LocalResponseCache(
                new CacheConfig(true, Duration.ofMinutes(5), 100, 1 << 20), CLOCK, Ticker.systemTicker());
        return new RedisResponseCache(local, redis.redis(), CLOCK, nanos::get);
    }

    private static CacheKey key(String question) {
        return CacheKey.of("chat").part("question", question).build();
    }

    private static CachedResponse answer(String text, Duration ttl) {
        return new CachedResponse(
                text.getBytes(StandardCharsets.UTF_8), "deepseek-chat", Set.of("default"), CLOCK.instant(), ttl);
    }
}
