package steward.monitoring;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When an instance that has answered enough requests ends: first it takes nothing new, for a moment at least, so that
 * whoever asks for its readiness hears of it; then it waits for what it has begun, for so long at most. For one thread.
 */
final class RecycleDecision {
    /** Twice what proxies usually take from one look at the readiness to the next. */
    private static final long NOTICED_NANOS = Duration.ofSeconds(2).toNanos();

    private final long limit;
    private final long patienceNanos;
    private boolean draining;
    private boolean ended;
    private long drainingSince;

    /** What is to be done now. */
    enum Step {
        NOTHING,
        DRAIN,
        END
    }

    RecycleDecision(long limit, Duration patience) {
        this.limit = limit;
        this.patienceNanos = patience.toNanos();
    }

    /** @param turn asked when the number is reached, until it says that no other instance is ending: not all at once */
    Step next(long answered, int inFlight, BooleanSupplier turn, long nanos) {
        if (ended || !draining && answered < limit) {
            return Step.NOTHING;
        }
        if (!draining) {
            if (!turn.getAsBoolean()) {
                return Step.NOTHING;
            }
            draining = true;
            drainingSince = nanos;
            return Step.DRAIN;
        }
        var waited = nanos - drainingSince;
        ended = waited >= NOTICED_NANOS && inFlight == 0 || waited >= Math.max(NOTICED_NANOS, patienceNanos);
        return ended ? Step.END : Step.NOTHING;
    }
}
