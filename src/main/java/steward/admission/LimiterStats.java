package steward.admission;

/**
 * The limiter in numbers.
 *
 * @param backend where it counts: {@code local} counts in this instance alone
 * @param limit requests a minute of one client
 * @param refused requests refused by this instance since the start
 * @param clients clients seen by this instance in the last minute
 */
public record LimiterStats(String backend, int limit, long refused, long clients) {}
