package steward.identity;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A user's key, without its secret.
 *
 * @param hash of the secret
 * @param tail the secret's last characters, for people to know it again
 * @param previousHash of the secret before the last rotation, or null
 * @param previousUntil until when that one is still good
 * @param models the only models it may ask; empty for all
 * @param ipAllow the only networks it may be used from; empty for all
 * @param expiresAt null for never
 */
record KeyRecord(
        String id,
        String userId,
        String name,
        String hash,
        String tail,
        String previousHash,
        Instant previousUntil,
        Set<Scope> scopes,
        Set<String> models,
        List<String> ipAllow,
        Integer rpm,
        Integer tpm,
        Integer maxConcurrent,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        String lastUsedFrom) {
    private static final Pattern SECRET = Pattern.compile("sk-[A-Za-z0-9_-]{43}");

    /** A new secret: 256 random bits behind what clients of OpenAI's API expect. */
    static String newSecret() {
        return "sk-" + Digests.newSecret();
    }

    /** Whether it looks like a secret that was made here. */
    static boolean isSecret(String text) {
        return SECRET.matcher(text).matches();
    }

    String callerId() {
        return "key:" + id;
    }

    Limits.Level limits() {
        return new Limits.Level(callerId(), rpm, tpm, maxConcurrent);
    }
}
