package steward.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One row of the audit.
 *
 * @param seq from 1, without gaps
 * @param at when, ISO-8601 in UTC with microseconds; text, so that every database gives back the very characters hashed
 * @param hash of the entry before and of this one
 */
record AuditEntry(long seq, String at, AuditEvent event, String hash) {
    /** Before the first entry. */
    static final String BEGINNING = "0".repeat(64);

    static AuditEntry after(String hashBefore, long seq, String at, AuditEvent event) {
        return new AuditEntry(seq, at, event, hash(hashBefore, seq, at, event));
    }

    boolean follows(String hashBefore) {
        return hash.equals(hash(hashBefore, seq, at, event));
    }

    /** SHA-256 over the fields, each with its length before it, so that no two entries read alike. */
    private static String hash(String before, long seq, String at, AuditEvent event) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var field : List.of(
                    before,
                    Long.toString(seq),
                    at,
                    event.who(),
                    event.address(),
                    event.action(),
                    event.object(),
                    event.change(),
                    event.requestId(),
                    event.outcome())) {
                var bytes = field.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
