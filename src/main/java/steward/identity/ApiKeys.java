package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        config.keys().forEach(key -> callersByHash.put(Digests.sha256(key), callerId(Digests.sha256(key))));
    }

    /** To whom this key was given: an operator without an account. */
    Optional<Caller> callerOf(String key, boolean local, Set<String> hidden) {
        return Optional.ofNullable(callersByHash.get(Digests.sha256(key)))
                .map(id ->
                        new Caller(id, true, local, Rights.of(Role.OPERATOR, id).hiding(hidden)));
    }

    private static String callerId(String hash) {
        return "key:" + hash.substring(0, SHOWN_HASH_CHARS);
    }
}
