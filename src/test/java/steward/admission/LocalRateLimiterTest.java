package steward.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.FakeTime;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class LocalRateLimiterTest {
    private final FakeTime time = new FakeTime();
    private final RateLimiter limiter = limiter(60);

    @Test
    void theSixtyFirstRequestOfAMinuteIsToldWhenAPlaceComesFree() {
        takeAll(60);
        assertThat(limiter.take("c")).isEqualTo(new Decision(false, 60, 0, ofMillis(60_500), ofMillis(60_500)));
    }

    @Test
    void aPlaceComesFreeWhenTheRequestThatTookItIsAMinuteOld() {
        takeAll(1);
        time.advance(ofSeconds(20));
        takeAll(59);
        assertThat(limiter.take("c").retryAfter()).isEqualTo(ofMillis(40_500));
        time.advance(ofMillis(40_500));
        assertThat(limiter.take("c").allowed()).isTrue();
        assertThat(limiter.take("c").allowed()).isFalse();
    }

    @Test
    void whoComesBackAsToldIsLetIn() {
        takeAll(60);
        time.advance(limiter.take("c").retryAfter());
        takeAll(60);
        assertThat(limiter.take("c").allowed()).isFalse();
    }

    @Test
    void aNanosecondTooEarlyIsTooEarly() {
        takeAll(60);
        time.advance(limiter.take("c").retryAfter().minusNanos(1));
        assertThat(limiter.take("c").retryAfter()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void refusedRequestsCostNothing() {
        takeAll(60);
        for (var i = 0; i < 1_000; i++) {
            limiter.take("c");
        }
        time.advance(ofMillis(60_500));
        assertThat(limiter.take("c").remaining()).isEqualTo(59);
    }

    @Test
    void whatRemainsIsCountedDown() {
        assertThat(limiter.take("c").remaining()).isEqualTo(59);
        assertThat(limiter.take("c").remaining()).isEqualTo(58);
    }

    @Test
    void ofSixHundredRequestsInAMinuteExactlySixtyAreAccepted() {
        assertThat(allowedWithin(ofSeconds(60), ofMillis(100))).isEqualTo(60);
    }

    @Test
    void noStretchOfAMinuteHoldsMoreThanTheLimit() {
        var accepted = new ArrayList<Long>();
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++) {
            time.advance(ofMillis(random.nextInt(120)));
            if (limiter.take("c").allowed()) {
                accepted.add(time.nanoTime());
            }
        }
        for (var i = 60; i < accepted.size(); i++) {
            assertThat(accepted.get(i) - accepted.get(i - 60))
                    .isGreaterThanOrEqualTo(ofSeconds(60).toNanos());
        }
    }

    @Test
    void aMinuteOfRestGivesTheWholeLimitAgainAndNoMore() {
        takeAll(60);
        time.advance(ofSeconds(3_600));
        takeAll(60);
        assertThat(limiter.take("c").allowed()).isFalse();
    }

    @Test
    void clientsDoNotShareTheirLimit() {
        takeAll(60);
        assertThat(limiter.take("another").remaining()).isEqualTo(59);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 59, 61, 1_000, 60_000_000})
    void everyLimitIsExact(int limit) {
        var taken = Math.min(limit, 10_000);
        var odd = limiter(limit);
        for (var i = 0; i < taken; i++) {
            assertThat(odd.take("c").remaining()).isEqualTo(limit - i - 1);
        }
        assertThat(odd.take("c").allowed()).isEqualTo(taken < limit);
    }

    @Test
    void theSteadyRateIsTheLimitButForTheHalfSecond() {
        assertThat(allowedWithin(ofSeconds(600), ofMillis(50))).isBetween(590, 600);
    }

    private int allowedWithin(Duration total, Duration step) {
        var allowed = 0;
        for (var passed = Duration.ZERO; passed.compareTo(total) < 0; passed = passed.plus(step)) {
            allowed += limiter.take("c").allowed() ? 1 : 0;
            time.advance(step);
        }
        return allowed;
    }

    @Test
    void manyThreadsTogetherGetTheLimitAndNoMore() throws InterruptedException {
        var threads = Executors.newFixedThreadPool(8);
        var allowed = new AtomicInteger();
        var start = new CountDownLatch(1);
        for (var i = 0; i < 8; i++) {
            threads.execute(() -> {
                awaitQuietly(start);
                for (var j = 0; j < 1_000; j++) {
                    allowed.addAndGet(limiter.take("c").allowed() ? 1 : 0);
                }
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(allowed).hasValue(60);
    }

    private void takeAll(int limit) {
        for (var i = 0; i < limit; i++) {
            assertThat(limiter.take("c").allowed()).isTrue();
        }
    }

    private RateLimiter limiter(int limit) {
        return new LocalRateLimiter(limit, time::nanoTime);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
