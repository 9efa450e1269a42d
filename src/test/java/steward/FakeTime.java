package steward;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock and a nanosecond counter that move only when told. Safe for many threads. */
public final class FakeTime extends Clock {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private final AtomicLong passed = new AtomicLong();

    public void advance(Duration duration) {
        passed.addAndGet(duration.toNanos());
    }

    public long nanoTime() {
        // far from zero, and about to overflow: only differences count
        return Long.MAX_VALUE - 1_000 + passed.get();
    }

    @Override
    public Instant instant() {
        return START.plusNanos(passed.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
