package steward.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.FakeExchange;
import steward.FakeTime;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HealthServletTest {
    private final HealthBoard board = new HealthBoard();

    @BeforeEach
    void start() {
        board.hang(new HealthReport(new HealthReport.State(true, true, false, ModelState.UP), "server-1", "1.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/health/",
                "/api/health",
                "/api/v1/health",
                "/api/v1/monitoring/health",
                "/api/ef/v1/health"
            })
    void everyHealthPathOfTheGuidesGivesTheSameAnswer(String path) throws IOException {
        var exchange = get(path);
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.body())
                .isEqualTo(board.report().answer(HealthReport.Scope.ALL).body());
        assertThat(exchange.headers())
                .containsEntry("Content-Type", "application/json;charset=UTF-8")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Length", Integer.toString(exchange.body().length));
    }

    @Test
    void anInstanceThatIsStartingIsAliveButNotReady() throws IOException {
        board.hang(new HealthBoard().report());
        assertThat(get("/health/live").status()).isEqualTo(200);
        assertThat(get("/health/ready").status()).isEqualTo(503);
        assertThat(get("/health/started").status()).isEqualTo(503);
    }

    @Test
    void timesAreAddedOnRequest() throws IOException {
        assertThat(new String(get("/health?verbose=1").body(), StandardCharsets.UTF_8))
                .contains("\"time\":\"2026-11-21T08:00:00Z\"", "\"uptime\":\"PT");
    }

    @Test
    void whoAsksForTheHeadGetsNoBody() throws IOException {
        var exchange = ask("HEAD", "/health", true);
        assertThat(exchange.body()).isEmpty();
        assertThat(exchange.headers()).containsKey("Content-Length");
    }

    @Test
    void healthIsOnlyRead() {
        var refusal = catchThrowableOfType(ProblemException.class, () -> ask("POST", "/health", true));
        assertThat(refusal.type()).isEqualTo(ProblemType.METHOD_NOT_ALLOWED);
    }

    @Test
    void whatIsNotAHealthPathIsUnknown() {
        var refusal = catchThrowableOfType(ProblemException.class, () -> get("/health/x"));
        assertThat(refusal.type()).isEqualTo(ProblemType.UNKNOWN_URL);
    }

    @Test
    void healthThatIsTurnedOffIsUnknown() {
        var refusal = catchThrowableOfType(ProblemException.class, () -> ask("GET", "/health", false));
        assertThat(refusal.type()).isEqualTo(ProblemType.UNKNOWN_URL);
    }

    private FakeExchange get(String address) throws IOException {
        return ask("GET", address, true);
    }

    private FakeExchange ask(String method, String address, boolean enabled) throws IOException {
        var exchange = new FakeExchange(method, address);
        new HealthServlet(board, new MonitoringConfig(enabled, true, "server-1"), new FakeTime())
                .service(exchange.request(), exchange.response());
        return exchange;
    }
}
