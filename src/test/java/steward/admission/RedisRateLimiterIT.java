package steward.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.deploy.RedisServer;
import steward.platform.redis.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

/** Three instances on one Redis. */
class RedisRateLimiterIT {
    @AutoClose
    private static RedisServer server;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.start();
    }

    @Test
    void threeInstancesTogetherLetInTheLimitAndNotOneMore() throws Exception {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url());
                var three = TestRedis.at(server.url())) {
            var limiters = Stream.of(one, two, three).map(this::limiter).toList();
            assertThat(allowed(limiters, "key:一起", 600)).isEqualTo(60);
            var refusal = limiters.get(0).take("key:一起");
            assertThat(refusal.allowed()).isFalse();
            assertThat(refusal.limit()).isEqualTo(60);
            assertThat(refusal.remaining()).isZero();
            assertThat(refusal.retryAfter().toMillis()).isBetween(50_000L, 60_500L);
            assertThat(refusal.resetAfter()).isGreaterThanOrEqualTo(refusal.retryAfter());
            assertThat(limiters.get(1).take("key:another").remaining()).isEqualTo(59);
            assertThat(limiters.get(2).stats().backend()).isEqualTo("redis");
        }
    }

    @Test
    void whenRedisDiesMidwayNobodyBeginsAnew() throws Exception {
        try (var own = RedisServer.start();
                var one = TestRedis.at(own.url());
                var two = TestRedis.at(own.url());
                var three = TestRedis.at(own.url())) {
            var limiters = Stream.of(one, two, three).map(this::limiter).toList();
            var before = allowed(limiters, "key:a", 30);
            own.kill();
            var after = allowed(limiters, "key:a", 600);
            assertThat(before).isEqualTo(30);
            assertThat(before + after).isBetween(55, 60);
            assertThat(limiters.get(0).stats().backend()).isEqualTo("local_share");
            assertThat(limiters.get(0).stats().limit()).isEqualTo(20);
        }
    }

    private RedisRateLimiter limiter(TestRedis redis) {
        return new RedisRateLimiter(redis.redis(), 60, () -> 3, new LocalRateLimiter(60, System::nanoTime));
    }

    /** Requests in turn to all instances, by many threads at once. */
    private static int allowed(List<RedisRateLimiter> limiters, String client, int requests) throws Exception {
        var threads = Executors.newFixedThreadPool(6);
        try {
            var asking = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < requests; i++) {
                var limiter = limiters.get(i % limiters.size());
                asking.add(() -> limiter.take(client).allowed());
            }
            var allowed = 0;
            for (var answer : threads.invokeAll(asking)) {
                allowed += answer.get() ? 1 : 0;
            }
            return allowed;
        } finally {
            threads.shutdownNow();
        }
    }
}
