package steward.platform.redis;

/**
 * Redis as this instance sees it, since its start.
 *
 * @param topology {@code none}, {@code standalone}, {@code sentinel} or {@code cluster}
 * @param up whether it answers
 * @param asked commands and scripts sent
 * @param failed those that failed, each of which was answered without Redis
 * @param inUse connections in use now
 * @param limit connections at most
 * @param cause why it was not there when it was last asked, in one word; empty where it was
 */
public record RedisStats(String topology, boolean up, long asked, long failed, int inUse, int limit, String cause) {
    /** In one word for health: {@code none}, {@code up} or {@code down}. */
    public String state() {
        if (topology.equals("none")) {
            return "none";
        }
        return up ? "up" : "down";
    }
}
