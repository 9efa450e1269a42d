package steward.monitoring;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.FakeExchange;
import steward.FakeTime;
import steward.identity.Caller;
import steward.platform.log.LogFields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TelemetryFilterTest {
    private static final Logger ACCESS = Logger.getLogger("steward.access");

    private final FakeTime time = new FakeTime();
    private final FakeRegistry registry = new FakeRegistry();
    private final RequestNumbers numbers = new RequestNumbers(registry.registry());
    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler listener = new Listener();

    @BeforeEach
    void listen() {
        ACCESS.addHandler(listener);
        ACCESS.setUseParentHandlers(false);
        ACCESS.setLevel(Level.FINE);
    }

    @AfterEach
    void leave() {
        ACCESS.removeHandler(listener);
        ACCESS.setUseParentHandlers(true);
        ACCESS.setLevel(null);
    }

    @Test
    void aRequestIsTimedToTheEndOfItsAnswer() throws IOException, ServletException {
        pass(new FakeExchange("POST", "/api/v1/chat"), Duration.ofMillis(250));
        assertThat(numbers.averageSeconds()).isEqualTo(0.25);
        assertThat(numbers.inFlight()).isZero();
    }

    @Test
    void aStreamIsTimedToItsEndAndCountedOnce() throws IOException, ServletException {
        var stream = new FakeExchange("POST", "/v1/chat/completions");
        var async = passAsync(stream);
        assertThat(numbers.concurrent()).isEqualTo(1);
        time.advance(Duration.ofSeconds(10));
        async.complete();
        stream.completeAsync();
        assertThat(numbers.averageSeconds()).isEqualTo(10);
        assertThat(numbers.concurrent()).isZero();
        assertThat(lines).hasSize(1);
    }

    @Test
    void aStreamThatTheServerEndsByItselfIsCountedToo() throws IOException, ServletException {
        var stream = new FakeExchange("POST", "/v1/chat/completions");
        passAsync(stream);
        stream.completeAsync();
        assertThat(numbers.concurrent()).isZero();
    }

    @Test
    void aStreamWhoseClientLeftEndsThoughTheServerForgetsToSaySo() throws IOException, ServletException {
        var async = passAsync(new FakeExchange("POST", "/v1/chat/completions"));
        async.complete();
        assertThat(numbers.concurrent()).isZero();
    }

    @Test
    void aFailureNobodyCaughtIsCountedAsOne() {
        var filter = filter(true);
        var exchange = new FakeExchange("POST", "/api/chat");
        assertThatThrownBy(() -> filter.doFilter(exchange.request(), exchange.response(), (request, response) -> {
                    throw new ServletException("expected in this test");
                }))
                .isInstanceOf(ServletException.class);
        assertThat(fields()).containsEntry("status", 500);
        assertThat(numbers.inFlight()).isZero();
    }

    @Test
    void theAccessLineSaysWhatWhenAndByWhomButNotTheQuery() throws IOException, ServletException {
        var exchange = new FakeExchange("GET", "/api/knowledge/search?q=机密")
                .with("steward.caller", new Caller("key:0badcafe", true, false));
        exchange.headers().putAll(Map.of("Content-Length", "17", "X-Steward-Cache", "hit"));
        pass(exchange, Duration.ofMillis(3));
        assertThat(fields())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "method", "GET",
                        "route", "/api/knowledge/search",
                        "path", "/api/knowledge/search",
                        "status", 200,
                        "duration_ms", 3.0,
                        "bytes", 17L,
                        "caller", "key:0badcafe",
                        "cache", "hit"));
        assertThat(lines.get(0).getLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void probesAreLoggedOnlyForWhoLooksForThem() throws IOException, ServletException {
        pass(new FakeExchange("GET", "/health/ready"), Duration.ZERO);
        assertThat(lines.get(0).getLevel()).isEqualTo(Level.FINE);
    }

    @Test
    void theServersNumbersAreHiddenWhereNumbersAreOff() throws IOException, ServletException {
        var exchange = new FakeExchange("GET", "/metrics");
        filter(false).doFilter(exchange.request(), exchange.response(), (request, response) -> {
            throw new IllegalStateException("must not be reached");
        });
        assertThat(exchange.status()).isEqualTo(404);
        assertThat(new String(exchange.body())).contains("\"code\":\"unknown_url\"");
    }

    private void pass(FakeExchange exchange, Duration duration) throws IOException, ServletException {
        filter(true).doFilter(exchange.request(), exchange.response(), (request, response) -> time.advance(duration));
    }

    private AsyncContext passAsync(FakeExchange exchange) throws IOException, ServletException {
        var started = new AtomicReference<AsyncContext>();
        filter(true)
                .doFilter(
                        exchange.request(),
                        exchange.response(),
                        (request, response) -> started.set(request.startAsync()));
        return started.get();
    }

    private TelemetryFilter filter(boolean metrics) {
        return new TelemetryFilter(numbers, new MonitoringConfig(true, metrics, "server-1"), time::nanoTime);
    }

    private Map<String, Object> fields() {
        var fields = new TreeMap<String, Object>();
        ((LogFields) lines.get(0).getParameters()[0]).forEach(fields::put);
        return fields;
    }

    private final class Listener extends Handler {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
