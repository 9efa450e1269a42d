package steward.model;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.model.StubbedModels.soon;

class BreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(now::get);

    @Test
    void halfOfTheAttemptsFailingOpensItWithinTenSeconds() {
        goodFor(Duration.ofSeconds(30));
        var seconds = 0;
        while (breaker.state() == Breaker.State.CLOSED) {
            pass(Duration.ofMillis(500));
            breaker.bad(breaker.enter());
            pass(Duration.ofMillis(500));
            var second = breaker.enter();
            if (second != null) {
                breaker.good(second);
            }
            seconds++;
        }
        assertThat(seconds).isLessThanOrEqualTo(10);
    }

    @Test
    void aFewFailuresAreNoOutage() {
        for (var i = 0; i < 9; i++) {
            breaker.bad(breaker.enter());
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void lessThanHalfIsNoOutage() {
        for (var i = 0; i < 1_000; i++) {
            var pass = breaker.enter();
            if (i % 5 == 1 || i % 5 == 3) {
                breaker.bad(pass);
            } else {
                breaker.good(pass);
            }
            pass(Duration.ofMillis(10));
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void failuresOfLongAgoAreForgotten() {
        for (var i = 0; i < 9; i++) {
            breaker.bad(breaker.enter());
        }
        pass(Duration.ofSeconds(9));
        breaker.bad(breaker.enter());
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void openItLetsOneProbeThroughEachSecond() {
        open();
        var probes = 0;
        for (var i = 0; i < 100; i++) {
            pass(Duration.ofMillis(100));
            var probe = breaker.enter();
            if (probe != null) {
                breaker.bad(probe);
                probes++;
            }
        }
        assertThat(probes).isEqualTo(10);
    }

    @Test
    void aProbeThatHangsDoesNotHoldBackTheNext() {
        open();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.enter()).isNotNull();
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        assertThat(breaker.enter()).isNull();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    void theFirstGoodProbeClosesIt() {
        open();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.good(breaker.enter())).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    void whatBeganBeforeItOpenedChangesNothingAfter() {
        var old = breaker.enter();
        open();
        assertThat(breaker.good(old)).isFalse();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void anOpenBreakerRefusesAtOnceAndClosesAfterTheProviderIsBack() {
        try (var models = new StubbedModels()) {
            var model = "stub-fail-500-times-30";
            while (models.stats(ask(models, model)).breaker().equals("closed")) {
                continue;
            }
            var began = System.nanoTime();
            var refused = models.ask(model).problem();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
            assertThat(refused.type()).isEqualTo(ProblemType.MODEL_UNAVAILABLE);
            assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(models.ask("stub").body()).contains("年假");
        }
    }

    private static String ask(StubbedModels models, String model) {
        models.ask(model).problem();
        return model;
    }

    @Test
    void aProviderThatIsBackIsAskedAgainWithinSeconds() {
        var passed = new AtomicLong();
        try (var models = new StubbedModels(ModelLimits.NORMAL, () -> System.nanoTime() + passed.get())) {
            var model = "stub-fail-500-times-10";
            while (models.calls().count(model) < 10) {
                models.ask(model).problem();
            }
            for (var second = 0; second < 5 && models.stats(model).completed() == 0; second++) {
                passed.addAndGet(Duration.ofSeconds(1).toNanos());
                var heard = models.ask(model);
                soon().until(() -> heard.ends() > 0);
            }
            assertThat(models.stats(model).completed()).isPositive();
            assertThat(models.stats(model).breaker()).isEqualTo("closed");
        }
    }

    private void open() {
        for (var i = 0; i < 10; i++) {
            breaker.bad(breaker.enter());
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    private void goodFor(Duration time) {
        for (var i = 0; i < time.toSeconds() * 2; i++) {
            breaker.good(breaker.enter());
            pass(Duration.ofMillis(500));
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
