package steward.model;

/**
 * Keeps retries to a tenth of the calls, so that they cannot multiply an outage, with a reserve of ten for quiet times.
 * Thread-safe.
 */
final class RetryBudget {
    private static final int COST = 10;
    private static final int MOST = 10 * COST;

    private int savings = MOST; // guarded by this

    /** Each call saves a tenth of a retry. */
    synchronized void save() {
        savings = Math.min(MOST, savings + 1);
    }

    /** Pays for one retry, or says that there is none. */
    synchronized boolean spend() {
        if (savings < COST) {
            return false;
        }
        savings -= COST;
        return true;
    }
}
