package steward.money;

import java.time.Duration;
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

/** Tokens a minute of three instances on one Redis. */
class RedisTokenWindowsIT {
    private static final int LIMIT = 1_000;

    @AutoClose
    private static RedisServer server;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.start();
    }

    @Test
    void threeInstancesTogetherLetThroughTheTokensOfTheLimitAndNotOneMore() throws Exception {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url());
                var three = TestRedis.at(server.url())) {
            var windows = Stream.of(one, two, three).map(this::windows).toList();
            assertThat(taken(windows, "team:一起", 600)).hasSize(100);
            var refusal = windows.get(0).take("team:一起", LIMIT, 10).decision();
            assertThat(refusal.allowed()).isFalse();
            assertThat(refusal.remaining()).isZero();
            assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61));
            assertThat(refusal.resetAfter()).isGreaterThanOrEqualTo(refusal.retryAfter());
            assertThat(windows.get(1).take("key:another", LIMIT, 10).decision().remaining())
                    .isEqualTo(990);
        }
    }

    @Test
    void whatWasTakenTooMuchIsThereForTheOthers() throws Exception {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var place = windows(one).take("key:b", LIMIT, 900);
            assertThat(windows(two).take("key:b", LIMIT, 200).decision().allowed())
                    .isFalse();
            place.correction().accept(-890);
            assertThat(windows(two).take("key:b", LIMIT, 200).decision().remaining())
                    .isEqualTo(790);
            place.correction().accept(900);
            assertThat(windows(two).take("key:b", LIMIT, 1).decision().allowed())
                    .isFalse();
            place.correction().accept(-5_000);
            assertThat(windows(two).take("key:b", LIMIT, 0).decision().remaining())
                    .as("never below nothing")
                    .isBetween(800L, 1_000L);
        }
    }

    @Test
    void aCallThatIsLargerThanAMinuteIsNotToldToWait() throws Exception {
        try (var one = TestRedis.at(server.url())) {
            assertThat(windows(one).take("key:c", LIMIT, LIMIT + 1).decision().retryAfter())
                    .isNull();
        }
    }

    @Test
    void whileRedisIsAwayEachGivesOutItsShareOfWhatIsLeft() throws Exception {
        try (var own = RedisServer.start();
                var one = TestRedis.at(own.url());
                var two = TestRedis.at(own.url());
                var three = TestRedis.at(own.url())) {
            var windows = Stream.of(one, two, three).map(this::windows).toList();
            assertThat(taken(windows, "key:d", 30)).hasSize(30);
            own.kill();
            assertThat(taken(windows, "key:d", 600).size()).isBetween(60, 70);
            assertThat(windows.get(0).take("key:e", LIMIT, 900).decision().allowed())
                    .as("a call that fits into the limit, but not into a share")
                    .isTrue();
        }
    }

    private RedisTokenWindows windows(TestRedis redis) {
        return new RedisTokenWindows(redis.redis(), () -> 3, new LocalTokenWindows(System::nanoTime));
    }

    /** Calls of ten tokens in turn to all instances, by many threads at once: those that were let through. */
    private static List<TokenWindows.Place> taken(List<RedisTokenWindows> windows, String account, int calls)
            throws Exception {
        var threads = Executors.newFixedThreadPool(6);
        try {
            var asking = new ArrayList<Callable<TokenWindows.Place>>();
            for (var i = 0; i < calls; i++) {
                var instance = windows.get(i % windows.size());
                asking.add(() -> instance.take(account, LIMIT, 10));
            }
            var allowed = new ArrayList<TokenWindows.Place>();
            for (var answer : threads.invokeAll(asking)) {
                if (answer.get().decision().allowed()) {
                    allowed.add(answer.get());
                }
            }
            return allowed;
        } finally {
            threads.shutdownNow();
        }
    }
}
