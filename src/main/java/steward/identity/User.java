package steward.identity;

import java.time.Instant;

/**
 * A person with an account.
 *
 * @param username as it is typed to sign in, in lower case
 * @param displayName null where nobody gave one
 * @param tokenVersion what was signed for a lower one is void
 * @param rpm requests a minute, or null for no limit of their own; so {@code tpm} and {@code maxConcurrent}
 */
record User(
        String id,
        String username,
        String displayName,
        Role role,
        boolean disabled,
        long tokenVersion,
        String teamId,
        Integer rpm,
        Integer tpm,
        Integer maxConcurrent,
        Instant createdAt,
        Instant lastLoginAt) {
    String callerId() {
        return "user:" + id;
    }

    /** The same with this role, and nothing that was signed for another, and in this team. */
    User with(Role otherRole, String otherTeam) {
        return new User(
                id,
                username,
                displayName,
                otherRole,
                disabled,
                tokenVersion + (otherRole == role ? 0 : 1),
                otherTeam,
                rpm,
                tpm,
                maxConcurrent,
                createdAt,
                lastLoginAt);
    }

    User enabled() {
        return new User(
                id,
                username,
                displayName,
                role,
                false,
                tokenVersion,
                teamId,
                rpm,
                tpm,
                maxConcurrent,
                createdAt,
                lastLoginAt);
    }

    Limits.Level limits() {
        return new Limits.Level(callerId(), rpm, tpm, maxConcurrent);
    }
}
