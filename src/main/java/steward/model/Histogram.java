package steward.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts times by size. Thread-safe; a snapshot taken meanwhile may be off by the calls under way. */
final class Histogram {
    private static final List<Duration> BOUNDS = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000)
            .map(Duration::ofMillis)
            .toList();
    private static final long[] BOUND_NANOS =
            BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder[] counts = IntStream.rangeClosed(0, BOUND_NANOS.length)
            .mapToObj(i -> new LongAdder())
            .toArray(LongAdder[]::new);
    private final LongAdder sumNanos = new LongAdder();

    void add(long nanos) {
        counts[slot(nanos)].increment();
        sumNanos.add(nanos);
    }

    private static int slot(long nanos) {
        var slot = 0;
        while (slot < BOUND_NANOS.length && nanos > BOUND_NANOS[slot]) {
            slot++;
        }
        return slot;
    }

    Latency snapshot() {
        var all = Stream.of(counts).map(LongAdder::sum).toList();
        var count = all.stream().mapToLong(Long::longValue).sum();
        return new Latency(BOUNDS, all, count, Duration.ofNanos(sumNanos.sum()));
    }
}
