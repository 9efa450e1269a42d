package steward.platform.instance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One instance as its row tells it.
 *
 * @param serverId its name
 * @param runId of this start of it
 * @param state {@code up}, {@code draining}, {@code stopped}, or {@code lost} when it has not been heard of for a while
 * @param fingerprint of the settings that must be the same on every instance
 * @param self whether it is the one that answers
 * @param sameConfiguration whether its fingerprint is that of the one that answers
 * @param numbers what it last told of itself
 */
public record InstanceInfo(
        String serverId,
        String runId,
        String state,
        String role,
        String version,
        String fingerprint,
        Instant startedAt,
        Instant seenAt,
        boolean self,
        boolean sameConfiguration,
        JsonNode numbers) {
    /** Whether it takes requests or finishes some. */
    public boolean alive() {
        return state.equals(Instances.UP) || state.equals(Instances.DRAINING);
    }
}
