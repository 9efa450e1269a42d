package steward.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DeadlinesTest {
    private final StubbedModels models = new StubbedModels();

    @AfterEach
    void close() {
        models.close();
    }

    @ParameterizedTest
    @CsvSource({
        "stub-hang, false, REQUEST_TIMEOUT, 700",
        "stub-silent, false, REQUEST_TIMEOUT, 700",
        "stub-drip-100, false, REQUEST_TIMEOUT, 700",
        "stub-hang, true, LLM_FIRST_BYTE_TIMEOUT, 500",
        "stub-silent, true, LLM_FIRST_BYTE_TIMEOUT, 500",
        "stub-first-5000-ping-50, true, LLM_FIRST_BYTE_TIMEOUT, 500",
        "stub-pace-5000-tokens-9, true, LLM_IDLE_TIMEOUT, 300",
        "stub-pace-50-tokens-999, true, LLM_TOTAL_TIMEOUT, 1200"
    })
    void everyWaitHasADeadlineAndItsSettingIsNamed(String model, boolean stream, String setting, long millis) {
        var began = System.nanoTime();
        var heard = stream ? models.stream(model) : models.ask(model);
        var problem = heard.problem();
        var took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(problem.type()).isEqualTo(ProblemType.UPSTREAM_TIMEOUT);
        assertThat(problem.values()).containsEntry("setting", setting);
        assertThat(took).isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis + 5_000));
        await().until(() -> models.calls().openConnections() == 0);
    }

    @Test
    void aPausedStreamIsNotIdle() {
        var call = new AtomicReference<ModelCall>();
        var heard = new Heard();
        call.set(models.send("stub-pace-1-tokens-500", "你好", true, heard));
        await().until(() -> !heard.events().isEmpty());
        call.get().pause();
        await().during(StubbedModels.QUICK.idle().plusMillis(200))
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
            var heards = List.of(slow.ask("stub-delay-1500"), slow.stream("stub-first-1500"));
            heards.forEach(heard -> assertThat(heard.outcome().attempts()).isEqualTo(1));
        }
    }
}
