package steward.platform.redis;

import redis.clients.jedis.exceptions.JedisException;
import steward.platform.config.Settings;

/** Asks the Redis of the settings once, for who looks at an installation from outside. */
public final class RedisCheck {
    private RedisCheck() {}

    /**
     * Why it cannot be used, in the words of {@code redis_cause} in health; empty where it answers or none is configured.
     *
     * @throws IllegalArgumentException naming the setting that is not understood
     */
    public static String cause(Settings settings) {
        var config = RedisConfig.of(settings);
        if (config == null) {
            return RedisCause.NONE;
        }
        try (var redis = new Connector(config).connect()) {
            redis.exists(config.keyPrefix() + "probe");
            return RedisCause.NONE;
        } catch (JedisException failure) {
            return RedisCause.of(failure);
        }
    }
}
