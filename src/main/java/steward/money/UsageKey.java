package steward.money;

/**
 * What usage is added up by.
 *
 * @param day as {@code 2026-11-21}, in the zone of the budgets
 * @param hour of the day, 0 to 23; -1 for a whole day
 */
record UsageKey(String day, int hour, String owner, String user, String team, String model)
        implements Comparable<UsageKey> {
    String month() {
        return day.substring(0, "2026-11".length());
    }

    @Override
    public int compareTo(UsageKey other) {
        return toString().compareTo(other.toString());
    }
}
