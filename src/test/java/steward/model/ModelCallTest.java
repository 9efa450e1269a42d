package steward.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.stub.Received;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.model.StubbedModels.soon;

/** Leaving, pausing and crowds. */
class ModelCallTest {
    private final StubbedModels models = new StubbedModels(ModelLimits.NORMAL);

    @AfterEach
    void close() {
        models.close();
    }

    @ParameterizedTest
    @CsvSource({
        "stub-hang, false",
        "stub-hang, true",
        "stub-silent, true",
        "stub-drip-20, false",
        "stub-pace-20-tokens-5000, true"
    })
    void cancellingClosesTheProvidersConnectionWithinASecond(String model, boolean stream) {
        var heard = new Heard();
        var call = models.send(model, "你好", stream, heard);
        soon().until(() -> models.calls().count() == 1);
        var left = System.nanoTime();
        call.cancel();
        soon().until(() -> models.calls().latest().aborted());
        assertThat(Duration.ofNanos(models.calls().latest().abortedAtNanos() - left))
                .isLessThan(Duration.ofSeconds(1));
        assertThat(heard.ends()).isZero();
        assertThat(models.stats(model).cancelled()).isEqualTo(1);
    }

    @Test
    void cancellingBetweenTwoAttemptsIsTheEnd() {
        var heard = new Heard();
        var call = models.send("stub-fail-503-retryafter-1", "你好", false, heard);
        soon().until(() -> models.calls().count() == 1);
        soon().until(() -> models.client().stats().connections().leased() == 0);
        call.cancel();
        soon().until(() -> models.stats("stub-fail-503-retryafter-1").inFlight() == 0);
        soon().during(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(4))
                .until(() -> models.calls().count() == 1);
        assertThat(heard.ends()).isZero();
    }

    @Test
    void aListenerMayCancelWhileItIsTold() {
        var call = new AtomicReference<ModelCall>();
        var sent = new CompletableFuture<Void>();
        var heard = new Heard().doing(data -> sent.thenRun(() -> call.get().cancel()));
        call.set(models.send("stub-pace-5-tokens-500", "你好", true, heard));
        sent.complete(null);
        soon().until(() -> models.calls().aborted() == 1);
        assertThat(heard.ends()).isZero();
    }

    @Test
    void twoHundredWhoLeaveMidStreamLeaveNothingBehind() {
        var heards = new ArrayList<Heard>();
        var calls = new ArrayList<ModelCall>();
        for (var i = 0; i < 200; i++) {
            var heard = new Heard();
            heards.add(heard);
            calls.add(models.send("stub-pace-20-tokens-5000", "你好", true, heard));
        }
        soon().until(() -> heards.stream().allMatch(heard -> !heard.events().isEmpty()));
        var left = System.nanoTime();
        calls.forEach(ModelCall::cancel);
        soon().until(() -> models.calls().aborted() == 200);
        assertThat(models.calls().last().stream().map(Received::abortedAtNanos))
                .allMatch(at -> at - left < Duration.ofSeconds(1).toNanos());
        soon().until(() -> models.calls().openConnections() == 0);
        assertThat(models.client().stats().connections().leased()).isZero();
        assertThat(models.stats("stub-pace-20-tokens-5000").inFlight()).isZero();
        assertThat(models.ask("stub").body()).contains("年假");
    }

    @Test
    void aThousandCallsOfAFifthOfASecondTakeTogetherLittleMoreAndNoThreadEach() {
        Stream.generate(() -> models.ask("stub")).limit(500).forEach(Heard::outcome);
        var threadsBefore = Thread.activeCount();
        var began = System.nanoTime();
        var heards = IntStream.range(0, 1_000)
                .mapToObj(i -> models.ask("stub-delay-200"))
                .toList();
        var threadsMeanwhile = Thread.activeCount();
        heards.forEach(Heard::outcome);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(models.calls().mostActive()).isGreaterThan(200);
        assertThat(threadsMeanwhile).isLessThan(threadsBefore + 20);
        assertThat(models.calls().allConnections()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void moreCallsThanConnectionsTakeTurns() {
        try (var narrow = new StubbedModels(new ModelLimits(
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(120),
                4))) {
            var heards =
                    Stream.generate(() -> narrow.ask("stub-delay-10")).limit(40).toList();
            heards.forEach(Heard::outcome);
            assertThat(narrow.calls().mostActive()).isEqualTo(4);
        }
    }

    @Test
    void aPausedStreamStopsComingAndGoesOnWhenResumed() {
        var heard = new Heard();
        var call = models.send("stub-pace-1-tokens-1500", "你好", true, heard);
        call.pause();
        var before = new AtomicInteger(-1);
        soon().pollInterval(Duration.ofMillis(100))
                .until(() ->
                        heard.events().size() == before.getAndSet(heard.events().size()));
        assertThat(heard.events()).isNotEmpty().hasSizeLessThan(1_000);
        call.resume();
        heard.outcome();
        assertThat(heard.events()).hasSizeGreaterThan(1_500);
    }
}
