package steward.model;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import steward.platform.problem.ProblemType;

/** Counts what happens on one route. Thread-safe. */
final class Meter {
    private final LongAdder calls = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<ProblemType, LongAdder> failures = new ConcurrentHashMap<>();
    private final Histogram firstByte = new Histogram();
    private final Histogram total = new Histogram();

    void began() {
        calls.increment();
    }

    void asked(boolean again) {
        attempts.increment();
        if (again) {
            retries.increment();
        }
    }

    void answeredAfter(long nanos) {
        firstByte.add(nanos);
    }

    void completedAfter(long nanos) {
        completed.increment();
        ended.increment();
        total.add(nanos);
    }

    void failed(ProblemType type) {
        failures.computeIfAbsent(type, any -> new LongAdder()).increment();
        ended.increment();
    }

    void cancelled() {
        cancelled.increment();
        ended.increment();
    }

    RouteStats stats(ModelRoute route, Breaker.State breaker) {
        var allEnded = ended.sum(); // before the calls, so that the difference is never negative
        var allCalls = calls.sum();
        return new RouteStats(
                route.model(),
                route.provider(),
                breaker.name().toLowerCase(Locale.ROOT),
                allCalls - allEnded,
                allCalls,
                attempts.sum(),
                retries.sum(),
                completed.sum(),
                cancelled.sum(),
                failures(),
                firstByte.snapshot(),
                total.snapshot());
    }

    private Map<String, Long> failures() {
        return failures.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().code(),
                        entry -> entry.getValue().sum()));
    }
}
