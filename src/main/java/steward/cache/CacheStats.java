package steward.cache;

/**
 * The cache in numbers, since the start.
 *
 * @param hits look-ups answered
 * @param misses look-ups not answered
 * @param entries answers held now
 * @param bytes bytes of the answers held now, without what holding them costs
 * @param evictions answers dropped because of their number, size or age
 */
public record CacheStats(long hits, long misses, long entries, long bytes, long evictions) {
    /** Hits per look-up, 0 to 1; 0 before the first look-up. */
    public double hitRate() {
        var lookUps = hits + misses;
        return lookUps == 0 ? 0 : (double) hits / lookUps;
    }
}
