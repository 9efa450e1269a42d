package steward.money;

/**
 * Whether the books are right.
 *
 * @param entries how many there are
 * @param sum of all amounts; zero
 * @param unbalancedTransfers transfers whose sides do not add up to zero; none
 * @param wrongBudgets budgets that differ from the sum of their entries; none
 * @param openReservations calls that are under way
 */
record LedgerBalance(long entries, long sum, long unbalancedTransfers, long wrongBudgets, long openReservations) {
    boolean balanced() {
        return sum == 0 && unbalancedTransfers == 0 && wrongBudgets == 0;
    }
}
