package steward.monitoring;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The series of one route: requests by method and status, and a histogram of their time. Safe for many threads.
 */
final class RouteNumbers {
    private static final String SECONDS = "steward_http_request_seconds";
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120};
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String OTHER = "other";
    private static final int STATUSES = 600;

    private final String route;
    private final MetricRegistry registry;
    private final ConcurrentMap<String, AtomicReferenceArray<Counter>> counters = new ConcurrentHashMap<>();
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final AtomicBoolean registered = new AtomicBoolean();

    RouteNumbers(String route, MetricRegistry registry) {
        this.route = route;
        this.registry = registry;
        for (var i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void count(String method, int status, long tookNanos) {
        counter(METHODS.contains(method) ? method : OTHER, status >= 100 && status < STATUSES ? status : 0)
                .inc();
        var seconds = tookNanos / 1e9;
        var bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(tookNanos);
        if (!registered.get() && registered.compareAndSet(false, true)) {
            offerHistogram();
        }
    }

    private Counter counter(String method, int status) {
        var byStatus = counters.get(method);
        if (byStatus == null) {
            byStatus = counters.computeIfAbsent(method, unseen -> new AtomicReferenceArray<>(STATUSES));
        }
        var counter = byStatus.get(status);
        if (counter == null) {
            counter = registry.counter(
                    metadata("steward_http_requests_total", "Requests answered"),
                    new Tag("route", route),
                    new Tag("method", method),
                    new Tag("status", status == 0 ? OTHER : Integer.toString(status)));
            byStatus.set(status, counter);
        }
        return counter;
    }

    private void offerHistogram() {
        HistogramSeries.offer(
                registry,
                SECONDS,
                "Requests timed",
                BOUNDS,
                this::count,
                () -> nanos.sum() / 1e9,
                new Tag("route", route));
    }

    private long count(int upTo) {
        var sum = 0L;
        for (var i = 0; i <= upTo; i++) {
            sum += buckets[i].sum();
        }
        return sum;
    }

    private static Metadata metadata(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).build();
    }
}
