package steward.platform.redis;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.SslOptions;
import steward.platform.config.Secret;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * Whether there is a Redis, and how it is used.
 *
 * @param url where it is, or null for none
 * @param poolSize connections at most
 * @param keyPrefix what every key begins with
 * @param trust for connections by TLS
 */
record RedisConfig(RedisUrl url, int poolSize, String keyPrefix, SslOptions trust) {
    /** For who asks once, outside an instance; null where no Redis is configured. */
    static RedisConfig of(Settings settings) {
        var address = settings.find(Setting.REDIS_URL)
                .or(() -> settings.find(Setting.REDIS_HOST)
                        .map(host ->
                                url(host, settings.integer(Setting.REDIS_PORT), settings.integer(Setting.REDIS_DB))));
        var password =
                settings.secret(Setting.REDIS_PASSWORD).map(Secret::value).orElse("");
        return address.map(text -> new RedisConfig(
                        RedisUrl.of(text, password),
                        1,
                        settings.text(Setting.REDIS_KEY_PREFIX),
                        TrustedCertificates.of(settings.text(Setting.REDIS_CA))))
                .orElse(null);
    }

    private static String url(String host, int port, int database) {
        return "redis://" + host + ":" + port + "/" + database;
    }

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
                @ConfigProperty(name = "REDIS_KEY_PREFIX") String keyPrefix,
                @ConfigProperty(name = "REDIS_CA") Optional<String> certificates) {
            var address = url.or(() -> host.map(name -> url(name, port, database)));
            return new RedisConfig(
                    address.map(text -> RedisUrl.of(text, password.orElse(""))).orElse(null),
                    poolSize,
                    keyPrefix,
                    TrustedCertificates.of(certificates.orElse("")));
        }
    }
}
