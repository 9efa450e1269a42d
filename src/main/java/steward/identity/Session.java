package steward.identity;

import java.time.Instant;

/**
 * Somebody who signed in, until they sign out or it expires.
 *
 * @param tokenVersion of the user when it began: a later one ends it
 */
record Session(String id, String userId, long tokenVersion, Instant rotatedAt, Instant expiresAt, Instant endedAt) {}
