package steward.platform.redis;

import redis.clients.jedis.UnifiedJedis;

/** What is asked of Redis in one go; must do nothing else, since a connection is held meanwhile. */
@FunctionalInterface
public interface RedisQuestion<T> {
    T of(UnifiedJedis redis);
}
