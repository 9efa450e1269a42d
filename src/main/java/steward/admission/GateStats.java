package steward.admission;

/**
 * The gate in numbers.
 *
 * @param running requests worked on now
 * @param waiting requests waiting now
 * @param limit requests that may be worked on at once
 * @param maxRunning most that were worked on at once since the start
 * @param refused requests refused since the start
 */
public record GateStats(int running, int waiting, int limit, int maxRunning, long refused) {}
