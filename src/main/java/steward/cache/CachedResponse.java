package steward.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * An answer as it is kept.
 *
 * @param body what the door sends again; shared, so nobody may write into it
 * @param model the model that gave it
 * @param collections the knowledge collections it was drawn from, empty for none
 * @param storedAt when it was given
 * @param ttl how long after that it may still be sent
 */
public record CachedResponse(byte[] body, String model, Set<String> collections, Instant storedAt, Duration ttl) {
    public CachedResponse {
        collections = Set.copyOf(collections);
    }

    /** For the header {@code Age}; never negative, though a clock may be set back. */
    public Duration age(Clock clock) {
        var age = Duration.between(storedAt, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }
}
