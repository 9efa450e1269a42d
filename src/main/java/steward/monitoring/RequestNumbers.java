package steward.monitoring;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The requests of this instance in numbers. What the six numbers of {@code /api/metrics} count is a request of a limited
 * route, whether it was let in or not; the series of {@code /metrics} count every request by route. Safe for many threads;
 * counting takes no lock and, once a series exists, no look-up in the registry.
 */
final class RequestNumbers {
    private final Map<String, RouteNumbers> routes = new HashMap<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder limited = new LongAdder();
    private final LongAdder limitedEnded = new LongAdder();
    private final LongAdder limitedNanos = new LongAdder();
    private final AtomicInteger limitedInFlight = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** @param registry gets a series for each route asked for, or null to keep none */
    RequestNumbers(MetricRegistry registry) {
        if (registry != null) {
            RouteLabel.all().forEach(route -> routes.put(route, new RouteNumbers(route, registry)));
        }
    }

    void began(boolean isLimited) {
        inFlight.incrementAndGet();
        if (isLimited) {
            limited.increment();
            limitedInFlight.incrementAndGet();
        }
    }

    void ended(String route, String method, int status, boolean isLimited, long nanos) {
        inFlight.decrementAndGet();
        if (!Passage.QUIET.contains(route)) {
            answered.increment();
        }
        if (isLimited) {
            limitedInFlight.decrementAndGet();
            limitedEnded.increment();
            limitedNanos.add(nanos);
        }
        var numbers = routes.get(route);
        if (numbers != null) {
            numbers.count(method, status, nanos);
        }
    }

    /** Requests that were answered since the start, without probes, scrapes and files of the pages. */
    long answered() {
        return answered.sum();
    }

    /** Requests of limited routes since the start. */
    long total() {
        return limited.sum();
    }

    /** Requests of limited routes being answered now. */
    int concurrent() {
        return limitedInFlight.get();
    }

    /** Seconds from the arrival of a request of a limited route to the end of its answer, in the mean; 0 before the first. */
    double averageSeconds() {
        var ended = limitedEnded.sum();
        return ended == 0 ? 0 : limitedNanos.sum() / 1e9 / ended;
    }

    /** Requests of limited routes that are answered. */
    long ended() {
        return limitedEnded.sum();
    }

    /** What those took, in seconds. */
    double seconds() {
        return limitedNanos.sum() / 1e9;
    }

    /** All requests being answered now. */
    int inFlight() {
        return inFlight.get();
    }
}
