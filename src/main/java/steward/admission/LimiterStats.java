package steward.admission;

/**
 * The limiter in numbers.
 *
 * @param backend where it counts: {@code redis} for all instances together, {@code local} in this instance alone, {@code
 *     local_share} in this instance alone because Redis is away
 * @param limit requests a minute of one client, of this instance's share where it counts that
 * @param refused requests refused by this instance since the start
 * @param clients clients seen by this instance in the last minute
 */
public record LimiterStats(String backend, int limit, long refused, long clients) {}
