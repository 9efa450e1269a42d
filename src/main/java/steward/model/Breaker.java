package steward.model;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stops asking a provider that fails. Closed, it counts good and bad attempts of the last seconds; when at least half of
 * enough of them were bad it opens: all are refused at once but one probe a second, and the first good probe closes it.
 *
 * <p>Resilience4j's breaker was weighed: in its half-open state a probe that hangs holds back all others until its
 * deadline (a minute here), or else threads of its own are needed to end the wait. Here the next second brings the next
 * probe, whatever became of the last.
 */
final class Breaker {
    /** What an attempt was let through under; only results of the present era count. */
    record Pass(long era, boolean probe) {}

    /** Closed lets all through, open none but a probe each second, half open is open with a probe under way. */
    enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    private static final int SECONDS = 8;
    private static final int ENOUGH = 10;
    private static final long PROBE_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final long origin;

    // guarded by this
    private final long[] second = new long[SECONDS];
    private final int[] good = new int[SECONDS];
    private final int[] bad = new int[SECONDS];
    private long era;
    private boolean open;
    private boolean probing;
    private long lastProbe;

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    /** Null when nothing may pass. */
    synchronized Pass enter() {
        if (!open) {
            return new Pass(era, false);
        }
        var now = nanoTime.getAsLong();
        if (now - lastProbe < PROBE_INTERVAL) {
            return null;
        }
        lastProbe = now;
        probing = true;
        return new Pass(era, true);
    }

    /** The provider answered. True if that closed the breaker. */
    synchronized boolean good(Pass pass) {
        if (pass.era() != era) {
            return false;
        }
        if (!open) {
            good[slot()]++;
            return false;
        }
        turn(false);
        return true;
    }

    /** The provider failed. True if that opened the breaker. */
    synchronized boolean bad(Pass pass) {
        if (pass.era() != era) {
            return false;
        }
        if (open) {
            probing = false;
            return false;
        }
        bad[slot()]++;
        if (!tooMuch()) {
            return false;
        }
        lastProbe = nanoTime.getAsLong();
        turn(true);
        return true;
    }

    /** The attempt was given up before it showed anything. */
    synchronized void undecided(Pass pass) {
        if (open && pass.era() == era) {
            probing = false;
        }
    }

    synchronized State state() {
        if (!open) {
            return State.CLOSED;
        }
        return probing ? State.HALF_OPEN : State.OPEN;
    }

    private void turn(boolean nowOpen) {
        open = nowOpen;
        probing = false;
        era++;
        for (var i = 0; i < SECONDS; i++) {
            good[i] = 0;
            bad[i] = 0;
        }
    }

    private boolean tooMuch() {
        var now = currentSecond();
        var goods = 0;
        var bads = 0;
        for (var i = 0; i < SECONDS; i++) {
            if (now - second[i] < SECONDS) {
                goods += good[i];
                bads += bad[i];
            }
        }
        return goods + bads >= ENOUGH && bads >= goods;
    }

    private int slot() {
        var now = currentSecond();
        var slot = (int) (now % SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            good[slot] = 0;
            bad[slot] = 0;
        }
        return slot;
    }

    private long currentSecond() {
        return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - origin);
    }
}
