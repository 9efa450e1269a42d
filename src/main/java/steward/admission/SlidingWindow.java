package steward.admission;

import java.time.Duration;
import java.util.Arrays;

/**
 * The requests of one client over the last minute, counted by half seconds in a ring. One slot more than a minute has is
 * counted: the oldest is only partly over. Thread-safe.
 */
final class SlidingWindow {
    static final long SLOT_NANOS = Duration.ofMillis(500).toNanos();
    private static final int SLOTS = 121;

    private final int[] counts = new int[SLOTS]; // guarded by this, as all below
    private long newest;
    private int sum;

    /** @param nanos since the limiter began; never goes back */
    synchronized Decision take(long nanos, int limit) {
        moveTo(Math.max(nanos / SLOT_NANOS, newest));
        if (sum >= limit) {
            return new Decision(false, limit, 0, untilAllIsOver(nanos), untilTheOldestIsOver(nanos));
        }
        counts[index(newest)]++;
        sum++;
        return new Decision(true, limit, limit - sum, untilAllIsOver(nanos), Duration.ZERO);
    }

    private void moveTo(long slot) {
        if (slot - newest >= SLOTS) {
            Arrays.fill(counts, 0);
            sum = 0;
        } else {
            for (var passed = newest + 1; passed <= slot; passed++) {
                sum -= counts[index(passed)];
                counts[index(passed)] = 0;
            }
        }
        newest = slot;
    }

    private Duration untilTheOldestIsOver(long nanos) {
        var oldest = Math.max(0, newest - SLOTS + 1);
        while (counts[index(oldest)] == 0) {
            oldest++;
        }
        return over(oldest, nanos);
    }

    private Duration untilAllIsOver(long nanos) {
        var latest = newest;
        while (counts[index(latest)] == 0) {
            latest--;
        }
        return over(latest, nanos);
    }

    /** How long this slot will still be counted. */
    private static Duration over(long slot, long nanos) {
        return Duration.ofNanos((slot + SLOTS) * SLOT_NANOS - nanos);
    }

    private static int index(long slot) {
        return (int) (slot % SLOTS);
    }
}
