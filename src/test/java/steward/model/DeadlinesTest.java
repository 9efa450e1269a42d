package steward.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.model.StubbedModels.soon;

class DeadlinesTest {
    private final StubbedModels models = new StubbedModels();

    @AfterEach
    void close() {
        models.close();
    }

    /** A wait, the setting that bounds it, and how long that is. */
    private record Wait(String model, boolean stream, String setting, long millis) {}

    private static final List<Wait> WAITS = List.of(
            new Wait("stub-hang", false, "REQUEST_TIMEOUT", 700),
            new Wait("stub-silent", false, "REQUEST_TIMEOUT", 700),
            new Wait("stub-drip-100", false, "REQUEST_TIMEOUT", 700),
            new Wait("stub-hang-0", true, "LLM_FIRST_BYTE_TIMEOUT", 500),
            new Wait("stub-silent-0", true, "LLM_FIRST_BYTE_TIMEOUT", 500),
            new Wait("stub-first-5000-ping-50", true, "LLM_FIRST_BYTE_TIMEOUT", 500),
            new Wait("stub-pace-5000-tokens-9", true, "LLM_IDLE_TIMEOUT", 300),
            new Wait("stub-pace-50-tokens-999", true, "LLM_TOTAL_TIMEOUT", 1_200));

    /** How a wait ended, and when. */
    private record Ending(Wait of, ProblemException problem, Duration took) {}

    /** All of them at the same time, as each takes as long as its deadline. */
    @Test
    void everyWaitHasADeadlineAndItsSettingIsNamed() {
        var waiting = WAITS.stream().map(this::begun).toList();
        assertThat(waiting)
                .hasSameSizeAs(WAITS)
                .extracting(CompletableFuture::join)
                .allSatisfy(ending -> {
                    assertThat(ending.problem().type()).isEqualTo(ProblemType.UPSTREAM_TIMEOUT);
                    assertThat(ending.problem().values())
                            .containsEntry("setting", ending.of().setting());
                    assertThat(ending.took())
                            .isBetween(
                                    Duration.ofMillis(ending.of().millis()),
                                    Duration.ofMillis(ending.of().millis() + 5_000));
                });
        soon().until(() -> models.calls().openConnections() == 0);
    }

    private CompletableFuture<Ending> begun(Wait wait) {
        var began = System.nanoTime();
        var ending = new CompletableFuture<Ending>();
        models.send(wait.model(), "年假怎么算？", wait.stream(), new Heard() {
            @Override
            public void failed(ProblemException why) {
                ending.complete(new Ending(wait, why, Duration.ofNanos(System.nanoTime() - began)));
            }

            @Override
            public void completed(ModelOutcome how) {
                ending.completeExceptionally(new AssertionError(wait + " went well: " + how));
            }
        });
        return ending;
    }

    @Test
    void aPausedStreamIsNotIdle() {
        var call = new AtomicReference<ModelCall>();
        var heard = new Heard();
        call.set(models.send("stub-pace-1-tokens-500", "你好", true, heard));
        soon().until(() -> !heard.events().isEmpty());
        call.get().pause();
        soon().during(StubbedModels.QUICK.idle().plusMillis(100))
                .atMost(Duration.ofSeconds(20))
                .until(() -> heard.ends() == 0);
        call.get().resume();
        assertThat(heard.outcome().attempts()).isEqualTo(1);
    }

    @Test
    void waitingForAnAnswerMayTakeLongerThanConnecting() {
        var patient = new ModelLimits(
                Duration.ofMillis(100),
                Duration.ofSeconds(9),
                Duration.ofSeconds(9),
                Duration.ofSeconds(9),
                Duration.ofSeconds(9),
                10);
        try (var slow = new StubbedModels(patient)) {
            Stream.of(slow.ask("stub-delay-400"), slow.stream("stub-first-400"))
                    .toList()
                    .forEach(heard -> assertThat(heard.outcome().attempts()).isEqualTo(1));
        }
    }
}
