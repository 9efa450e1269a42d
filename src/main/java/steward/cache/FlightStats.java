package steward.cache;

/**
 * Flights in numbers, since the start.
 *
 * @param underWay answers being fetched now, of those that can be joined
 * @param started answers fetched
 * @param coalesced questions that joined the answer of another
 * @param abandoned answers that nobody waited for any more
 */
public record FlightStats(int underWay, long started, long coalesced, long abandoned) {}
