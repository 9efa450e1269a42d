package steward.monitoring;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestNumbersTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RequestNumbers numbers = new RequestNumbers(registry.registry());

    @Test
    void requestsOfLimitedRoutesAreTheOnesThatCount() {
        request("/api/chat", 200, true, 100);
        request("/api/chat", 429, true, 50);
        request("/health", 200, false, 10);
        assertThat(numbers.total()).isEqualTo(2);
        assertThat(numbers.averageSeconds()).isEqualTo(0.075);
    }

    @Test
    void requestsBeingAnsweredAreSeen() {
        numbers.began(true);
        numbers.began(false);
        assertThat(numbers.concurrent()).isEqualTo(1);
        assertThat(numbers.inFlight()).isEqualTo(2);
    }

    @Test
    void theMeanIsZeroBeforeTheFirstRequest() {
        assertThat(numbers.averageSeconds()).isZero();
    }

    @Test
    void everyRequestIsCountedByRouteMethodAndStatus() {
        request("/api/chat", 200, true, 1);
        request("/api/chat", 200, true, 1);
        request("/api/chat", 503, true, 1);
        assertThat(registry.value("steward_http_requests_total{method=POST, route=/api/chat, status=200}"))
                .isEqualTo(2);
        assertThat(registry.value("steward_http_requests_total{method=POST, route=/api/chat, status=503}"))
                .isEqualTo(1);
    }

    @Test
    void theHistogramCountsUpwards() {
        for (var millis : List.of(5, 6, 300, 200_000)) {
            request("/api/chat", 200, true, millis);
        }
        assertThat(bucket("0.005")).isEqualTo(1);
        assertThat(bucket("0.01")).isEqualTo(2);
        assertThat(bucket("0.25")).isEqualTo(2);
        assertThat(bucket("0.5")).isEqualTo(3);
        assertThat(bucket("120")).isEqualTo(3);
        assertThat(bucket("+Inf")).isEqualTo(4);
        assertThat(registry.value("steward_http_request_seconds_count{route=/api/chat}"))
                .isEqualTo(4);
        assertThat(registry.value("steward_http_request_seconds_sum{route=/api/chat}"))
                .isEqualTo(200.311);
    }

    @Test
    void tenThousandStrangeRequestsMakeNoNewSeries() {
        requestStrangely(100);
        var series = registry.series().size();
        requestStrangely(10_000);
        assertThat(registry.series()).hasSize(series);
    }

    @Test
    void theRegistryIsAskedOnceASeries() {
        for (var i = 0; i < 1_000; i++) {
            request("/api/chat", 200, true, 1);
        }
        assertThat(registry.counterLookUps()).isEqualTo(1);
    }

    @Test
    void theSixNumbersAreKeptWhereSeriesAreNot() {
        var plain = new RequestNumbers(null);
        plain.began(true);
        plain.ended("/api/chat", "POST", 200, true, 1);
        assertThat(plain.total()).isEqualTo(1);
    }

    private void requestStrangely(int times) {
        var random = new Random(7);
        for (var i = 0; i < times; i++) {
            var word = Long.toString(random.nextLong(), 36);
            numbers.began(false);
            numbers.ended(RouteLabel.of("/" + word), "M" + word, i % 2 == 0 ? 404 : -i, false, i);
        }
    }

    private void request(String route, int status, boolean limited, long millis) {
        numbers.began(limited);
        numbers.ended(route, "POST", status, limited, Duration.ofMillis(millis).toNanos());
    }

    private double bucket(String bound) {
        return registry.value("steward_http_request_seconds_bucket{le=" + bound + ", route=/api/chat}");
    }
}
