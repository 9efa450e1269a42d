package steward.model;

import java.time.Duration;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTest {
    private final BasicHttpResponse response = new BasicHttpResponse(429);

    @Test
    void secondsAreUnderstood() {
        response.addHeader("Retry-After", "7");
        assertThat(RetryAfter.of(response)).contains(Duration.ofSeconds(7));
    }

    @Test
    void millisecondsAreMoreExact() {
        response.addHeader("Retry-After", "7");
        response.addHeader("retry-after-ms", "6543.2");
        assertThat(RetryAfter.of(response)).contains(Duration.ofMillis(6_544));
    }

    @Test
    void aDateIsComparedWithTheProvidersClock() {
        response.addHeader("Retry-After", "Wed, 21 Oct 2026 07:28:30 GMT");
        response.addHeader("Date", "Wed, 21 Oct 2026 07:28:00 GMT");
        assertThat(RetryAfter.of(response)).contains(Duration.ofSeconds(30));
    }

    @Test
    void nonsenseIsNoWish() {
        response.addHeader("Retry-After", "soon");
        assertThat(RetryAfter.of(response)).isEmpty();
    }
}
