package steward.money;

import java.time.Duration;
import java.util.Arrays;

/**
 * The tokens of one account over the last minute, by seconds in a ring; one second more than a minute has is counted, as
 * the oldest is only partly over. An estimate is taken first and corrected later. Thread-safe.
 */
final class TokenWindow {
    private static final long SLOT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int SLOTS = 61;

    private final long[] tokens = new long[SLOTS]; // guarded by this, as all below
    private long newest;
    private long sum;

    /**
     * What the window says to one call.
     *
     * @param slot where it was counted, for the correction
     * @param remaining tokens that could follow at once
     * @param resetAfter when all of the limit is free again, if nothing follows
     * @param retryAfter when there will be room for this call; null where it never fits
     */
    record Decision(boolean allowed, long slot, long remaining, Duration resetAfter, Duration retryAfter) {}

    /** @param nanos since some beginning; never goes back */
    synchronized Decision take(long nanos, long limit, long wanted) {
        moveTo(Math.max(nanos / SLOT_NANOS, newest));
        if (sum + wanted > limit) {
            var wait = wanted > limit ? null : untilThereIsRoom(nanos, limit - wanted);
            return new Decision(false, newest, Math.max(0, limit - sum), untilAllIsOver(nanos), wait);
        }
        add(newest, wanted);
        return new Decision(true, newest, limit - sum, untilAllIsOver(nanos), Duration.ZERO);
    }

    /** Adds what an estimate was too low by, or takes back what it was too high by, as long as it counts. */
    synchronized void correct(long slot, long difference) {
        if (newest - slot < SLOTS) {
            add(slot, Math.max(difference, -tokens[index(slot)]));
        }
    }

    private void add(long slot, long some) {
        tokens[index(slot)] += some;
        sum += some;
    }

    private void moveTo(long slot) {
        if (slot - newest >= SLOTS) {
            Arrays.fill(tokens, 0);
            sum = 0;
        } else {
            for (var passed = newest + 1; passed <= slot; passed++) {
                sum -= tokens[index(passed)];
                tokens[index(passed)] = 0;
            }
        }
        newest = slot;
    }

    private Duration untilThereIsRoom(long nanos, long most) {
        var left = sum;
        var slot = Math.max(0, newest - SLOTS + 1);
        while (slot < newest && left - tokens[index(slot)] > most) {
            left -= tokens[index(slot)];
            slot++;
        }
        return over(slot, nanos);
    }

    private Duration untilAllIsOver(long nanos) {
        var latest = newest;
        while (latest > 0 && latest > newest - SLOTS && tokens[index(latest)] == 0) {
            latest--;
        }
        return tokens[index(Math.max(0, latest))] == 0 ? Duration.ZERO : over(latest, nanos);
    }

    private static Duration over(long slot, long nanos) {
        return Duration.ofNanos(Math.max(0, (slot + SLOTS) * SLOT_NANOS - nanos));
    }

    private static int index(long slot) {
        return (int) (slot % SLOTS);
    }
}
