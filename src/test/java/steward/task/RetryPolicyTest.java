package steward.task;

import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a failed task waits. */
class RetryPolicyTest {
    private final Random random = new Random(1);

    @Test
    void aThousandThatFailTogetherDoNotComeBackTogether() {
        var bySecond = IntStream.range(0, 1_000)
                .mapToObj(task -> RetryPolicy.USUAL.waitAfter(1, random).toSeconds())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(bySecond.values()).allSatisfy(tasks -> assertThat(tasks).isLessThanOrEqualTo(50));
    }

    @Test
    void eachWaitMayBeTwiceAsLongAsTheOneBeforeUpToABound() {
        for (var failures = 1; failures < 100; failures++) {
            var longest = Math.min(1_200_000, 40_000L << Math.min(20, failures - 1));
            assertThat(RetryPolicy.USUAL.waitAfter(failures, random))
                    .isBetween(Duration.ofSeconds(1), Duration.ofMillis(longest));
        }
    }
}
