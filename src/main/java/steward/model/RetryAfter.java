package steward.model;

import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** When a provider wants to be asked again (RFC 9110, section 10.2.3), also in the milliseconds that OpenAI sends. */
final class RetryAfter {
    private RetryAfter() {}

    static Optional<Duration> of(HttpResponse response) {
        return number(response, "retry-after-ms")
                .or(() -> number(response, HttpHeaders.RETRY_AFTER).map(seconds -> seconds * 1_000))
                .map(Duration::ofMillis)
                .or(() -> untilDate(response));
    }

    private static Optional<Long> number(HttpResponse response, String name) {
        return value(response, name)
                .filter(text -> text.matches("\\d{1,9}(\\.\\d{1,9})?"))
                .map(text -> (long) Math.ceil(Double.parseDouble(text)));
    }

    /** By the provider's own clock, which wrote the date. */
    private static Optional<Duration> untilDate(HttpResponse response) {
        var until = value(response, HttpHeaders.RETRY_AFTER).map(DateUtils::parseStandardDate);
        var now = value(response, HttpHeaders.DATE).map(DateUtils::parseStandardDate);
        return until.flatMap(then -> now.map(date -> Duration.between(date, then)))
                .filter(wait -> !wait.isNegative());
    }

    private static Optional<String> value(HttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name))
                .map(Header::getValue)
                .map(String::strip);
    }
}
