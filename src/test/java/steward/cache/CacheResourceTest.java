package steward.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.FakeTime;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CacheResourceTest {
    private final FakeTime time = new FakeTime();
    private final ResponseCache cache = new LocalResponseCache(
            new CacheConfig(true, Duration.ofSeconds(300), 100, 1 << 20), time, Ticker.disabledTicker());
    private final CacheResource resource = new CacheResource(cache, new ClearSignal() {
        @Override
        int tellOthers(ClearFilter filter) {
            return 1;
        }
    });

    @BeforeEach
    void fill() {
        put("一", "m1", "手册");
        put("二", "m1", "faq");
        put("三", "m2", "faq");
    }

    @Test
    void withoutABodyEverythingIsForgotten() {
        assertThat(resource.clear(new byte[0])).isEqualTo(new CacheResource.Cleared(true, 3, 1));
        assertThat(cache.stats().entries()).isZero();
    }

    @Test
    void anEmptyObjectMeansEverythingToo() {
        assertThat(clear("{}")).isEqualTo(3);
    }

    @Test
    void whatIsForgottenMeetsAllCriteria() {
        assertThat(clear("{\"model\":\"m1\",\"collection\":\"手册\",\"prefix\":\"chat:\"}"))
                .isEqualTo(1);
        assertThat(cache.stats().entries()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"modle\":\"m1\"} | modle | unknown",
                "{\"model\":5} | model | type",
                "{\"prefix\":\" \"} | prefix | not_empty",
                "[] | body | type",
            })
    void aBodyThatMeansNothingClearsNothing(String body, String field, String rule) {
        var refusal = catchThrowableOfType(ProblemException.class, () -> clear(body));
        assertThat(refusal.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(refusal.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.rule()).isEqualTo(rule);
        });
        assertThat(cache.stats().entries()).isEqualTo(3);
    }

    private int clear(String body) {
        return resource.clear(body.getBytes(StandardCharsets.UTF_8)).entries();
    }

    private void put(String question, String model, String collection) {
        cache.put(
                CacheKey.of("chat").part("q", question).build(),
                new CachedResponse(new byte[1], model, Set.of(collection), time.instant(), Duration.ofSeconds(300)));
    }
}
