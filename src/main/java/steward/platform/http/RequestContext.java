package steward.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one request carries through the rooms: its id, its language and where its time went. Kept as a request
 * attribute, because an answer may end on another thread than it began on. One thread at a time.
 */
public final class RequestContext {
    private static final String ATTRIBUTE = "steward.request";

    private final String id;
    private final Locale locale;
    private final long startedNanos;
    private final Map<String, Double> timings = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** For what does not come as a request of its own, such as a question on a socket. */
    public RequestContext(String id, Locale locale, long startedNanos) {
        this.id = id;
        this.locale = locale;
        this.startedNanos = startedNanos;
    }

    /** The context of work that no request waits for, under the id that its log lines bear. */
    public static RequestContext ofWork(String id) {
        return new RequestContext(id, Locale.ENGLISH, System.nanoTime());
    }

    /** The context of a request that has passed {@link RequestIdFilter}. */
    public static RequestContext of(HttpServletRequest request) {
        return (RequestContext) request.getAttribute(ATTRIBUTE);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The request's id, as in {@code X-Request-Id}. */
    public String id() {
        return id;
    }

    /** The caller's language: Chinese or English. */
    public Locale locale() {
        return locale;
    }

    /** {@link System#nanoTime()} when the request came in. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Notes how long a part took, for {@code Server-Timing}; the parts are queue, kb, cache and llm. */
    public synchronized void took(String part, long nanos) {
        timings.merge(part, nanos / 1e6, Double::sum);
    }

    /** Notes a header for the answer, whatever it will be. */
    public synchronized void header(String name, String value) {
        headers.put(name, value);
    }

    /** Writes {@code Server-Timing} and the headers noted; call it just before the answer is committed. */
    public synchronized void writeTimings(HttpServletResponse response) {
        headers.forEach(response::setHeader);
        var header = new StringBuilder();
        timings.forEach((part, millis) -> entry(header, part, millis));
        entry(header, "total", (System.nanoTime() - startedNanos) / 1e6);
        response.setHeader("Server-Timing", header.toString());
    }

    private static void entry(StringBuilder header, String part, double millis) {
        var hundredths = Math.round(millis * 100);
        header.append(header.isEmpty() ? "" : ", ")
                .append(part)
                .append(";dur=")
                .append(hundredths / 100)
                .append('.')
                .append(hundredths % 100 / 10)
                .append(hundredths % 10);
    }
}
