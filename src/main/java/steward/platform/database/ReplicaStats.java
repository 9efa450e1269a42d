package steward.platform.database;

/**
 * The replica as this instance sees it, since its start.
 *
 * @param configured whether there is to be one
 * @param up whether it is read from
 * @param used readings that it answered
 * @param passedOver readings that the primary answered in its place, because it lagged or was away
 */
public record ReplicaStats(boolean configured, boolean up, long used, long passedOver) {
    /** In one word for health: {@code none}, {@code up} or {@code down}. */
    public String state() {
        if (!configured) {
            return "none";
        }
        return up ? "up" : "down";
    }
}
