package steward.admission;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.FakeExchange;
import steward.FakeTime;
import steward.identity.Caller;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AdmissionFilterTest {
    private final FakeTime time = new FakeTime();
    private final Map<String, String> headers = new HashMap<>();
    private AdmissionFilter filter = filter(true);
    private int passed;

    @Test
    void theSixtyFirstRequestIsRefusedAndToldWhenToComeBack() throws IOException, ServletException {
        for (var i = 0; i < 60; i++) {
            ask("POST", "/api/chat", "ip:10.0.0.1");
        }
        var refusal = catchThrowableOfType(ProblemException.class, () -> ask("POST", "/api/chat", "ip:10.0.0.1"));
        assertThat(passed).isEqualTo(60);
        assertThat(refusal.type()).isEqualTo(ProblemType.RATE_LIMIT_EXCEEDED);
        assertThat(refusal.values()).containsEntry("limit", 60).containsEntry("seconds", 61L);
        assertThat(refusal.retryAfter()).contains(Duration.ofMillis(60_500));
        assertThat(headers).containsEntry("X-RateLimit-Remaining", "0").containsEntry("X-RateLimit-Reset", "61");
    }

    @Test
    void everyCountedAnswerSaysWhatIsLeft() throws IOException, ServletException {
        ask("POST", "/v1/chat/completions", "ip:10.0.0.1");
        assertThat(headers)
                .containsOnly(
                        Map.entry("X-RateLimit-Limit", "60"),
                        Map.entry("X-RateLimit-Remaining", "59"),
                        Map.entry("X-RateLimit-Reset", "61"),
                        Map.entry("x-ratelimit-limit-requests", "60"),
                        Map.entry("x-ratelimit-remaining-requests", "59"),
                        Map.entry("x-ratelimit-reset-requests", "61s"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/chat",
        "POST, /api/v1/chat",
        "POST, /api/ef/v1/chat/",
        "POST, /api//chat",
        "POST, /api/chat;a=b",
        "POST, /api;x/v1/chat;a=b/",
        "GET, /api/knowledge/search",
        "POST, /api/v1/knowledge/search",
        "POST, /api/knowledge/add",
        "POST, /api/ef/v1/knowledge/upload",
        "POST, /v1/chat/completions",
        "POST, /v1/embeddings",
        "POST, /v1/responses",
        "POST, /chat/completions",
        "POST, /completions/",
        "POST, /embeddings;a=b",
        "POST, /responses",
        "POST, /v1/no-such-thing",
    })
    void whatCostsSomethingIsCounted(String method, String path) throws IOException, ServletException {
        ask(method, path, "ip:10.0.0.1");
        assertThat(headers).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health",
        "GET, /api/health",
        "GET, /api/v1/monitoring/health",
        "GET, /api/metrics",
        "GET, /",
        "GET, /v1/models",
        "OPTIONS, /api/chat",
        "GET, /api/chat",
        "POST, /api/cache/clear",
        "POST, /api/v1x/chat",
    })
    void whatCostsNothingIsNotCounted(String method, String path) throws IOException, ServletException {
        ask(method, path, "ip:10.0.0.1");
        assertThat(headers).isEmpty();
        assertThat(passed).isEqualTo(1);
    }

    @Test
    void callersDoNotShareTheirLimit() throws IOException, ServletException {
        ask("POST", "/api/chat", "key:a");
        ask("POST", "/api/chat", "key:a");
        assertThat(headers).containsEntry("X-RateLimit-Remaining", "58");
        ask("POST", "/api/chat", "key:b");
        assertThat(headers).containsEntry("X-RateLimit-Remaining", "59");
    }

    @Test
    void nothingIsCountedWhereTheLimitIsOff() throws IOException, ServletException {
        filter = filter(false);
        for (var i = 0; i < 61; i++) {
            ask("POST", "/api/chat", "ip:10.0.0.1");
        }
        assertThat(headers).isEmpty();
        assertThat(passed).isEqualTo(61);
    }

    private void ask(String method, String path, String caller) throws IOException, ServletException {
        var exchange = new FakeExchange(method, path).with("steward.caller", new Caller(caller, false, false));
        try {
            filter.doFilter(exchange.request(), exchange.response(), (request, response) -> passed++);
        } finally {
            headers.clear();
            headers.putAll(exchange.headers());
        }
    }

    private AdmissionFilter filter(boolean limited) {
        var config = new AdmissionConfig(limited, 60, 10, 20, Duration.ofSeconds(1));
        return new AdmissionFilter(config, new LocalRateLimiter(60, time::nanoTime));
    }
}
