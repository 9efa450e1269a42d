package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that {@code API_KEYS} names. They are kept and looked up by their hash, so that neither memory nor timing
 * tells one. Thread-safe.
 */
@ApplicationScoped
class ApiKeys {
    private static final int SHOWN_HASH_CHARS = 12;

    private final Map<String, String> callersByHash = new HashMap<>();

    ApiKeys() {} // for the CDI proxy

    @Inject
    ApiKeys(IdentityConfig config) {
        config.keys().forEach(key -> callersByHash.put(hash(key), callerId(hash(key))));
    }

    boolean isEmpty() {
        return callersByHash.isEmpty();
    }

    /** The caller's id to whom this key was given. */
    Optional<String> callerOf(String key) {
        return Optional.ofNullable(callersByHash.get(hash(key)));
    }

    private static String callerId(String hash) {
        return "key:" + hash.substring(0, SHOWN_HASH_CHARS);
    }

    private static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
