package steward.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import steward.FakeTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalResponseCacheTest {
    private static final Duration TTL = Duration.ofSeconds(300);

    private final FakeTime time = new FakeTime();
    private final ResponseCache cache = cache(100, 1024 * 1024);

    @Test
    void anAnswerIsFoundUnderItsKeyOnly() {
        cache.put(key("一"), answer("答"));
        assertThat(cache.find(key("一")).orElseThrow().body()).isEqualTo("答".getBytes(StandardCharsets.UTF_8));
        assertThat(cache.find(key("二"))).isEmpty();
    }

    @Test
    void anAnswerIsForgottenWhenItsOwnTimeIsOver() {
        cache.put(key("short"), answer("a", Duration.ofSeconds(10)));
        cache.put(key("long"), answer("b", Duration.ofSeconds(20)));
        time.advance(Duration.ofSeconds(10));
        assertThat(cache.find(key("short"))).isEmpty();
        assertThat(cache.find(key("long"))).isPresent();
    }

    @Test
    void anAnswerThatComesLateIsKeptForTheRestOfItsTimeOnly() {
        var answer = answer("a", Duration.ofSeconds(10));
        time.advance(Duration.ofSeconds(9));
        cache.put(key("k"), answer);
        time.advance(Duration.ofSeconds(1));
        assertThat(cache.find(key("k"))).isEmpty();
    }

    @Test
    void theAgeOfAnAnswerIsTheTimeSinceItWasGiven() {
        var answer = answer("a");
        time.advance(Duration.ofSeconds(42));
        assertThat(answer.age(time)).isEqualTo(Duration.ofSeconds(42));
    }

    @Test
    void asManySmallAnswersFitAsAreAllowedAndNotOneMore() {
        for (var i = 0; i < 100; i++) {
            cache.put(key("k" + i), answer("small"));
        }
        assertThat(cache.stats().entries()).isEqualTo(100);
        cache.put(key("one more"), answer("small"));
        assertThat(cache.stats().entries()).isEqualTo(100);
        assertThat(cache.stats().evictions()).isEqualTo(1);
    }

    @Test
    void theBytesOfAllAnswersStayBelowTheirBound() {
        for (var i = 0; i < 100; i++) {
            cache.put(key("k" + i), answer("x".repeat(100_000)));
        }
        assertThat(cache.stats().bytes()).isLessThanOrEqualTo(1024 * 1024);
        assertThat(cache.stats().entries()).isBetween(9L, 10L);
    }

    @Test
    void anAnswerLargerThanTheWholeCacheIsNotKept() {
        cache.put(key("k"), answer("x".repeat(2 * 1024 * 1024)));
        assertThat(cache.find(key("k"))).isEmpty();
    }

    @Test
    void hugeBoundsDoNotOverflow() {
        var huge = cache(1, 1L << 40);
        huge.put(key("a"), answer("a"));
        huge.put(key("b"), answer("b"));
        assertThat(huge.stats().entries()).isEqualTo(1);
    }

    @Test
    void nothingIsKeptWhereCachingIsOff() {
        var off = new LocalResponseCache(new CacheConfig(false, TTL, 100, 1024), time, time::nanoTime);
        off.put(key("k"), answer("a"));
        assertThat(off.find(key("k"))).isEmpty();
    }

    @Test
    void clearingEverythingTellsHowMuchThatWas() {
        fillForClearing();
        assertThat(cache.clear(ClearFilter.everything())).isEqualTo(3);
        assertThat(cache.stats().entries()).isZero();
    }

    @Test
    void clearingByModelLeavesTheOthers() {
        fillForClearing();
        assertThat(cache.clear(new ClearFilter("m1", null, null))).isEqualTo(2);
        assertThat(cache.find(key("c"))).isPresent();
    }

    @Test
    void clearingByCollectionLeavesTheOthers() {
        fillForClearing();
        assertThat(cache.clear(new ClearFilter(null, "手册", null))).isEqualTo(1);
        assertThat(cache.find(key("b"))).isEmpty();
    }

    @Test
    void clearingByPrefixLeavesTheOthers() {
        fillForClearing();
        cache.put(CacheKey.of("v1").build(), answer("v"));
        assertThat(cache.clear(new ClearFilter(null, null, "v1:"))).isEqualTo(1);
        assertThat(cache.stats().entries()).isEqualTo(3);
    }

    @Test
    void whatIsClearedMeetsAllCriteria() {
        fillForClearing();
        assertThat(cache.clear(new ClearFilter("m2", "手册", null))).isZero();
    }

    @Test
    void hitsAndMissesAreCountedButNotTheLeadersSecondLook() {
        cache.put(key("k"), answer("a"));
        cache.find(key("k"));
        cache.find(key("k"));
        cache.find(key("k"));
        cache.find(key("other"));
        cache.peek(key("other"));
        assertThat(cache.stats().hitRate()).isEqualTo(0.75);
    }

    @Test
    void theHitRateIsZeroBeforeTheFirstLookUp() {
        assertThat(cache.stats().hitRate()).isZero();
    }

    @Test
    void aWrongBoundIsNamedByItsSetting() {
        assertThatThrownBy(() -> new CacheConfig(true, TTL, 0, 1)).hasMessageContaining("MAX_CACHE_SIZE");
    }

    private void fillForClearing() {
        cache.put(key("a"), answer("m1"));
        cache.put(key("b"), new CachedResponse(new byte[1], "m1", Set.of("手册", "x"), time.instant(), TTL));
        cache.put(key("c"), new CachedResponse(new byte[1], "m2", Set.of(), time.instant(), TTL));
    }

    private ResponseCache cache(int entries, long bytes) {
        return new LocalResponseCache(new CacheConfig(true, TTL, entries, bytes), time, time::nanoTime);
    }

    private CachedResponse answer(String text) {
        return answer(text, TTL);
    }

    private CachedResponse answer(String text, Duration ttl) {
        return new CachedResponse(text.getBytes(StandardCharsets.UTF_8), "m1", Set.of(), time.instant(), ttl);
    }

    private static CacheKey key(String question) {
        return CacheKey.of("chat").part("q", question).build();
    }
}
