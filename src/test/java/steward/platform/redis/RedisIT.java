package steward.platform.redis;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import steward.deploy.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

class RedisIT {
    @Test
    void whoAsksARedisThatHasGoneWaitsOnceAndThenNotAtAll() {
        try (var server = RedisServer.start();
                var test = TestRedis.at(server.url())) {
            var redis = test.redis();
            assertThat(redis.ask(jedis -> jedis.set("a", "1"))).contains("OK");

            server.freeze();
            assertThat(millis(
                            () -> assertThat(redis.ask(jedis -> jedis.get("a"))).isEmpty()))
                    .isLessThan(600);
            assertThat(redis.up()).isFalse();
            assertThat(millis(() -> {
                        for (var i = 0; i < 1_000; i++) {
                            assertThat(redis.ask(jedis -> jedis.get("a"))).isEmpty();
                        }
                    }))
                    .isLessThan(200);

            server.thaw();
            test.look();
            assertThat(redis.ask(jedis -> jedis.get("a"))).contains("1");
        }
    }

    @Test
    void aRedisThatWasKilledAndStartedAgainIsUsedAgain() {
        try (var server = RedisServer.start();
                var test = TestRedis.at(server.url())) {
            server.kill();
            assertThat(test.redis().ask(jedis -> jedis.get("a"))).isEmpty();
            test.look();
            assertThat(test.redis().stats().state()).isEqualTo("down");
            server.startAgain();
            test.look();
            assertThat(test.redis().ask(jedis -> jedis.set("a", "2"))).contains("OK");
            assertThat(test.redis().stats().state()).isEqualTo("up");
        }
    }

    @Test
    void nothingNeedsToBeThereAtTheStart() {
        var port = RedisServer.freePort();
        try (var one = TestRedis.at("redis://127.0.0.1:" + port);
                var sentinel = TestRedis.at("redis-sentinel://127.0.0.1:" + port + "/steward");
                var cluster = TestRedis.at("redis-cluster://127.0.0.1:" + port)) {
            for (var each : new TestRedis[] {one, sentinel, cluster}) {
                assertThat(each.redis().ask(jedis -> jedis.get("a"))).isEmpty();
                assertThat(each.redis().up()).isFalse();
            }
        }
    }

    @Test
    void aPasswordIsSent() {
        try (var server = RedisServer.start("--requirepass", "Zq8r2LxwV0n");
                var without = TestRedis.at(server.url());
                var with = TestRedis.at("redis://:Zq8r2LxwV0n@127.0.0.1:" + server.port())) {
            assertThat(without.redis().up()).isFalse();
            assertThat(with.redis().up()).isTrue();
        }
    }

    private static long millis(Runnable work) {
        var begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
