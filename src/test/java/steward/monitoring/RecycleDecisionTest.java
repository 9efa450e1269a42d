package steward.monitoring;

import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import steward.monitoring.RecycleDecision.Step;

import static org.assertj.core.api.Assertions.assertThat;

class RecycleDecisionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RecycleDecision decision = new RecycleDecision(100, PATIENCE);

    @Test
    void nothingHappensBeforeTheNumberIsReached() {
        assertThat(decision.next(99, 5, () -> true, 0)).isEqualTo(Step.NOTHING);
        assertThat(decision.next(100, 5, () -> true, 0)).isEqualTo(Step.DRAIN);
    }

    @Test
    void whatHasBegunIsWaitedForAndAMomentInAnyCase() {
        decision.next(100, 5, () -> true, 0);
        assertThat(decision.next(101, 0, () -> true, seconds(1))).isEqualTo(Step.NOTHING);
        assertThat(decision.next(105, 1, () -> true, seconds(3))).isEqualTo(Step.NOTHING);
        assertThat(decision.next(106, 0, () -> true, seconds(4))).isEqualTo(Step.END);
        assertThat(decision.next(107, 0, () -> true, seconds(5))).isEqualTo(Step.NOTHING);
    }

    @Test
    void thePatienceEnds() {
        decision.next(100, 5, () -> true, 0);
        assertThat(decision.next(101, 5, () -> true, seconds(29))).isEqualTo(Step.NOTHING);
        assertThat(decision.next(101, 5, () -> true, seconds(30))).isEqualTo(Step.END);
    }

    @Test
    void whileAnotherInstanceEndsThisOneGoesOn() {
        assertThat(decision.next(200, 0, () -> false, 0)).isEqualTo(Step.NOTHING);
        assertThat(decision.next(201, 0, () -> true, 0)).isEqualTo(Step.DRAIN);
        assertThat(decision.next(201, 0, () -> false, seconds(2))).isEqualTo(Step.END);
    }

    @RepeatedTest(20)
    void chanceAddsUpToTheJitter() {
        assertThat(RecycleConfig.of(1_000, 50, PATIENCE, null, 8000).afterRequests())
                .isBetween(1_000L, 1_050L);
        assertThat(RecycleConfig.of(1_000, 0, PATIENCE, null, 8000).afterRequests())
                .isEqualTo(1_000);
        assertThat(RecycleConfig.of(0, 50, PATIENCE, null, 8000).afterRequests())
                .isZero();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
