package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How callers are known.
 *
 * @param keyRequired whether a request without a key is refused
 * @param keys the keys that are accepted; never printed
 * @param trustedProxies the networks whose {@code X-Forwarded-For} is believed
 */
record IdentityConfig(boolean keyRequired, List<String> keys, List<AddressRange> trustedProxies) {
    @Override
    public String toString() {
        return "IdentityConfig[keyRequired=" + keyRequired + ", keys=" + keys.size() + "]";
    }

    private static List<String> list(Optional<String> setting) {
        return setting.stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        IdentityConfig identityConfig(
                @ConfigProperty(name = "AUTH_REQUIRED") boolean authRequired,
                @ConfigProperty(name = "API_KEYS") Optional<String> apiKeys,
                @ConfigProperty(name = "TRUSTED_PROXIES") Optional<String> trustedProxies) {
            var keys = list(apiKeys);
            // whoever names keys wants them asked for
            return new IdentityConfig(
                    authRequired || !keys.isEmpty(),
                    keys,
                    list(trustedProxies).stream().map(AddressRange::of).toList());
        }
    }
}
