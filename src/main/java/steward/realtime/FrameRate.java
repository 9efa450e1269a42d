package steward.realtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many frames a client may send: {@value #A_SECOND} a second on average, {@value #AT_ONCE} at once. Generic cell rate
 * algorithm (ITU-T I.371): one moment of state. For one connection; thread-safe.
 */
final class FrameRate {
    static final int A_SECOND = 20;
    static final int AT_ONCE = 60;
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos() / A_SECOND;

    private final LongSupplier nanoTime;
    private long wholeAt;

    FrameRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.wholeAt = nanoTime.getAsLong();
    }

    /** Whether one more may come now. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        long next = Math.max(wholeAt - now, 0) + INTERVAL;
        if (next > AT_ONCE * INTERVAL) {
            return false;
        }
        wholeAt = now + next;
        return true;
    }
}
