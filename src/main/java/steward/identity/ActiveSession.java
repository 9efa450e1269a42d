package steward.identity;

import java.time.Instant;

/**
 * A session as its user sees it: enough to know it again, nothing that could carry it on. Immutable.
 *
 * @param createdFrom the address it was begun from; null where that was not kept, as {@code userAgent}
 * @param lastUsedAt about a minute behind what is going on
 * @param userAgent what the program called itself, which anybody may invent
 */
record ActiveSession(
        String id,
        Instant createdAt,
        String createdFrom,
        Instant lastUsedAt,
        String lastUsedFrom,
        String userAgent,
        Instant expiresAt) {}
