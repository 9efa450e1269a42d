package steward.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.deploy.RedisServer;
import steward.identity.Limits;
import steward.platform.redis.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Instances on one Redis. */
class RedisOwnPlacesIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @AutoClose
    private static RedisServer server;

    private final AtomicLong holders = new AtomicLong();

    @BeforeAll
    static void startRedis() {
        server = RedisServer.start();
    }

    @Test
    void threeInstancesTogetherDoAsManyAsTheLimitAndNotOneMore() throws Exception {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url());
                var three = TestRedis.at(server.url())) {
            var places =
                    Stream.of(one, two, three).map(redis -> places(redis, LONG)).toList();
            assertThat(given(places, owner("team:一起", 5), 90)).isEqualTo(5);
        }
    }

    @Test
    void whatIsGivenBackIsFreeOnEveryInstance() {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var here = places(one, LONG);
            var there = places(two, LONG);
            var key = List.of(owner("key:back", 1));
            assertThat(here.take(1, key)).isNull();
            assertThat(there.take(1, key)).isEqualTo(key.get(0));
            here.giveBack(1, key);
            assertThat(there.take(2, key)).isNull();
        }
    }

    @Test
    void whoIsRefusedOnOneLevelKeepsNoPlaceOnAnother() {
        try (var one = TestRedis.at(server.url())) {
            var places = places(one, LONG);
            var user = owner("user:levels", 2);
            var team = owner("team:levels", 1);
            assertThat(places.take(1, List.of(team))).isNull();
            assertThat(places.take(2, List.of(user, team))).isEqualTo(team);
            assertThat(given(List.of(places), user)).isTrue();
            assertThat(given(List.of(places), user)).isTrue();
            assertThat(given(List.of(places), user)).isFalse();
        }
    }

    @Test
    void thePlacesOfAnInstanceThatDiedAreFreeWhenTheirLeaseEnds() {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var dead = places(one, Duration.ofMillis(500));
            var key = List.of(owner("key:dead", 1));
            assertThat(dead.take(1, key)).isNull();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> places(two, LONG).take(holders.incrementAndGet(), key) == null);
        }
    }

    @Test
    void whatIsRenewedIsKept() {
        try (var one = TestRedis.at(server.url());
                var two = TestRedis.at(server.url())) {
            var slow = places(one, Duration.ofSeconds(2));
            var other = places(two, LONG);
            var key = List.of(owner("key:slow", 1));
            assertThat(slow.take(1, key)).isNull();
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> {
                slow.renew();
                return other.take(holders.incrementAndGet(), key) != null;
            });
        }
    }

    @Test
    void whileRedisIsAwayEachGivesOutItsShareAndTellsItAfterwards() {
        try (var own = RedisServer.start();
                var one = TestRedis.at(own.url());
                var two = TestRedis.at(own.url())) {
            var here = places(one, LONG);
            var there = places(two, LONG);
            var key = List.of(owner("key:away", 6));
            own.kill();
            assertThat(Stream.iterate(1L, holder -> holder + 1)
                            .limit(5)
                            .filter(holder -> here.take(holder, key) == null))
                    .containsExactly(1L, 2L);
            own.startAgain();
            await().until(() -> isThere(one) && isThere(two));
            here.renew();
            assertThat(given(List.of(there), key.get(0), 9)).isEqualTo(4);
        }
    }

    private static boolean isThere(TestRedis redis) {
        redis.look();
        return redis.redis().up();
    }

    /** Three instances live, as far as it knows. */
    private static RedisOwnPlaces places(TestRedis redis, Duration lease) {
        return new RedisOwnPlaces(redis.redis(), () -> 3, Runnable::run, lease);
    }

    private static Limits.Level owner(String name, int atOnce) {
        return new Limits.Level(name, null, null, atOnce);
    }

    private boolean given(List<RedisOwnPlaces> places, Limits.Level owner) {
        return given(places, owner, 1) == 1;
    }

    /** How many of these got a place, who ask all instances in turn from many threads at once. */
    private int given(List<RedisOwnPlaces> places, Limits.Level owner, int times) {
        var threads = Executors.newFixedThreadPool(6);
        try {
            var asking = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < times; i++) {
                var instance = places.get(i % places.size());
                asking.add(() -> instance.take(holders.incrementAndGet(), List.of(owner)) == null);
            }
            var given = 0;
            for (var answer : threads.invokeAll(asking)) {
                given += answer.get() ? 1 : 0;
            }
            return given;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        } finally {
            threads.shutdownNow();
        }
    }
}
