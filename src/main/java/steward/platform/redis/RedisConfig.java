package steward.platform.redis;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether there is a Redis, and how it is used.
 *
 * @param url where it is, or null for none
 * @param poolSize connections at most
 * @param keyPrefix what every key begins with
 */
record RedisConfig(RedisUrl url, int poolSize, String keyPrefix) {
    /** Reads the settings; {@code REDIS_HOST}, {@code REDIS_PORT} and {@code REDIS_DB} stand in for an address. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        RedisConfig redisConfig(
                @ConfigProperty(name = "REDIS_URL") Optional<String> url,
                @ConfigProperty(name = "REDIS_HOST") Optional<String> host,
                @ConfigProperty(name = "REDIS_PORT") int port,
                @ConfigProperty(name = "REDIS_DB") int database,
                @ConfigProperty(name = "REDIS_PASSWORD") Optional<String> password,
                @ConfigProperty(name = "REDIS_POOL_SIZE") int poolSize,
                @ConfigProperty(name = "REDIS_KEY_PREFIX") String keyPrefix) {
            var address = url.or(() -> host.map(name -> "redis://" + name + ":" + port + "/" + database));
            return new RedisConfig(
                    address.map(text -> RedisUrl.of(text, password.orElse(""))).orElse(null), poolSize, keyPrefix);
        }
    }
}
