package steward.admission;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import steward.FakeExchange;
import steward.FakeTime;
import steward.identity.Limits;
import steward.identity.SomeCallers;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Limits of keys, users and teams: counted on every level, decided by the tightest. */
class OwnLimitsTest {
    private final FakeTime time = new FakeTime();
    private final AdmissionConfig config = new AdmissionConfig(true, 60, 10, 20, Duration.ofSeconds(1));
    private final AdmissionFilter filter = new AdmissionFilter(config, new LocalRateLimiter(60, time::nanoTime));

    @Test
    void aKeyWithItsOwnLimitIsHeldToIt() throws IOException, ServletException {
        var key = limits(level("key:1", 2, null), level("user:1", null, null));
        ask(key);
        ask(key);
        assertThat(refusal(key).values()).containsEntry("limit", 2);
    }

    @Test
    void twoKeysShareTheLimitOfTheirTeam() throws IOException, ServletException {
        var one = limits(level("key:1", null, null), level("user:1", null, null), level("team:1", 3, null));
        var other = limits(level("key:2", null, null), level("user:2", null, null), level("team:1", 3, null));
        ask(one);
        ask(other);
        assertThat(ask(one).headers())
                .containsEntry("X-RateLimit-Remaining", "0")
                .containsEntry("X-RateLimit-Limit", "3");
        assertThat(refusal(other).values()).containsEntry("limit", 3);
    }

    @Test
    void aKeyMayNotDoMoreThanItsTeamWhateverItSays() throws IOException, ServletException {
        var key = limits(level("key:1", 1000, null), level("team:1", 1, null));
        ask(key);
        assertThat(refusal(key).type()).isEqualTo(ProblemType.RATE_LIMIT_EXCEEDED);
    }

    @Test
    void noMoreAnswersAreMadeAtOnceThanTheTeamMay() {
        var team = limits(level("key:1", null, 5), level("team:1", null, 1));
        var gate = new ConcurrencyGate(config, null, time::nanoTime, () -> 0, client -> team, new LocalOwnPlaces());
        var first = gate.enter("key:1");
        var second = gate.enter("key:2");
        assertThat(second.permit().toCompletableFuture()).isCompletedExceptionally();
        first.permit().toCompletableFuture().join().close();
        assertThat(gate.enter("key:1").permit().toCompletableFuture()).isCompleted();
        assertThat(gate.stats().running()).isEqualTo(1);
    }

    @Test
    void whoLeavesGivesThePlaceOfTheTeamBack() {
        var team = limits(level("key:1", null, null), level("team:1", null, 1));
        var gate = new ConcurrencyGate(config, null, time::nanoTime, () -> 0, client -> team, new LocalOwnPlaces());
        var first = gate.enter("key:1");
        first.cancel();
        first.cancel();
        var second = gate.enter("key:1");
        assertThat(second.permit().toCompletableFuture()).isCompleted();
        assertThat(gate.enter("key:1").permit().toCompletableFuture()).isCompletedExceptionally();
    }

    private FakeExchange ask(Limits limits) throws IOException, ServletException {
        var exchange = new FakeExchange("POST", "/api/chat").with("steward.caller", SomeCallers.with(limits));
        filter.doFilter(exchange.request(), exchange.response(), (request, response) -> {});
        return exchange;
    }

    private ProblemException refusal(Limits limits) {
        return catchThrowableOfType(ProblemException.class, () -> ask(limits));
    }

    private static Limits limits(Limits.Level... levels) {
        return new Limits(List.of(levels));
    }

    private static Limits.Level level(String owner, Integer rpm, Integer maxConcurrent) {
        return new Limits.Level(owner, rpm, null, maxConcurrent);
    }
}
