package steward.platform.artefact;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A link to a file for whoever holds it. It is signed (HMAC-SHA-256, RFC 2104) with a key of the file's own that stands in
 * its row: every instance can check it, and none needs a secret for it. Immutable.
 *
 * @param file the file's id and ending
 * @param expires in seconds since 1970
 * @param signature of the two, base64url
 */
record DownloadLink(String file, long expires, String signature) {
    static final String FOLDER = "/downloads/";
    private static final Pattern FILE =
            Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\\.[A-Za-z0-9]{1,10})?");

    static DownloadLink of(Artefact artefact) {
        var ending = artefact.name().replaceFirst(".*?(\\.[A-Za-z0-9]{1,10})?$", "$1");
        var file = artefact.id() + ending;
        long expires = artefact.expiresAt().getEpochSecond();
        return new DownloadLink(file, expires, signed(artefact, file, expires));
    }

    String path() {
        return FOLDER + file + "?expires=" + expires + "&signature=" + signature;
    }

    /** The id in the name of a file; empty where it is none of ours. */
    static Optional<UUID> id(String file) {
        var matcher = FILE.matcher(file);
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }

    /** Whether this link was given out for this file and is still good. */
    boolean opens(Artefact artefact, Instant now) {
        var expected = signed(artefact, file, expires).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII))
                && now.getEpochSecond() < expires;
    }

    private static String signed(Artefact artefact, String file, long expires) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(artefact.linkKey().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            var signature = mac.doFinal((file + '\n' + expires).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
