package steward.platform.database;

/**
 * A pool of connections; what counts up counts since the start.
 *
 * @param open connections to the database, in use or idle
 * @param inUse those that somebody has borrowed
 * @param max as many as there may be
 * @param waiting threads that are asking for one now
 * @param borrowed connections lent
 * @param waited those asked for while all were in use
 * @param refused those that nobody gave back in time, which is a 503 for who asked
 * @param failed those that could not be had for another reason, such as a database that is away
 */
public record PoolStats(
        int open, int inUse, int max, int waiting, long borrowed, long waited, long refused, long failed) {}
