package steward.money;

import java.util.UUID;

/**
 * A call that was let through against budgets, as its row says.
 *
 * @param state {@link #OPEN}, {@link #SETTLED} or {@link #EXPIRED}
 * @param tokens what is known to have been used
 */
record Reservation(
        UUID id, String owner, String user, String team, String model, String state, Tokens tokens, long costMicros) {
    static final String OPEN = "open";
    static final String SETTLED = "settled";
    static final String EXPIRED = "expired";

    /** What has been charged for it so far. */
    long charged(String unit) {
        if (!state.equals(EXPIRED)) {
            return 0;
        }
        return unit.equals(Budget.TOKEN) ? tokens.total() : costMicros;
    }
}
