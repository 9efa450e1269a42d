package steward.cache;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How much is remembered and for how long.
 *
 * @param enabled whether answers are kept at all
 * @param ttl how long an answer is fresh where the caller asks for nothing else
 * @param maxEntries how many answers are held
 * @param maxBytes how many bytes the answers held may have together
 */
public record CacheConfig(boolean enabled, Duration ttl, int maxEntries, long maxBytes) {
    private static final long MEGABYTE = 1024L * 1024;

    public CacheConfig {
        require(!ttl.isNegative(), "CACHE_TTL_SECONDS must not be negative, but is " + ttl.toSeconds());
        require(maxEntries > 0, "MAX_CACHE_SIZE must be at least 1, but is " + maxEntries);
        require(maxBytes > 0, "MAX_CACHE_MB must be at least 1, but is " + maxBytes / MEGABYTE);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        CacheConfig cacheConfig(
                @ConfigProperty(name = "ENABLE_RESPONSE_CACHE") boolean enabled,
                @ConfigProperty(name = "CACHE_TTL_SECONDS") long ttlSeconds,
                @ConfigProperty(name = "MAX_CACHE_SIZE") int maxEntries,
                @ConfigProperty(name = "MAX_CACHE_MB") long maxMegabytes) {
            return new CacheConfig(enabled, Duration.ofSeconds(ttlSeconds), maxEntries, maxMegabytes * MEGABYTE);
        }
    }
}
