package steward.platform.redis;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;

/** Makes the client for each topology, with deadlines short enough for a caller to wait for. */
final class Connector {
    private static final int CONNECT_MILLIS = 250;
    private static final int ANSWER_MILLIS = 200;
    private static final Duration POOL_WAIT = Duration.ofMillis(50);
    /** A command whose slot is moving may be sent to and fro until the nodes agree; all of it within ANSWER_MILLIS. */
    private static final int CLUSTER_ATTEMPTS = 12;

    private final RedisConfig config;

    Connector(RedisConfig config) {
        this.config = config;
    }

    /** Connects where the topology has to be asked for; throws where nobody knows it. */
    UnifiedJedis connect() {
        var url = config.url();
        return switch (url.kind()) {
            case STANDALONE -> standalone(url);
            case SENTINEL -> sentinel(url);
            case CLUSTER -> cluster(url);
        };
    }

    private UnifiedJedis standalone(RedisUrl url) {
        var node = url.nodes().get(0);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(node.host(), node.port()))
                .clientConfig(client(url))
                .poolConfig(pool())
                .build();
    }

    private UnifiedJedis sentinel(RedisUrl url) {
        return RedisSentinelClient.builder()
                .masterName(url.master())
                .sentinels(nodes(url))
                .sentinelClientConfig(deadlines(url).build())
                .clientConfig(client(url))
                .poolConfig(pool())
                .build();
    }

    private UnifiedJedis cluster(RedisUrl url) {
        return RedisClusterClient.builder()
                .nodes(nodes(url))
                .clientConfig(client(url))
                .poolConfig(pool())
                .maxAttempts(CLUSTER_ATTEMPTS)
                .maxTotalRetriesDuration(Duration.ofMillis(ANSWER_MILLIS))
                .build();
    }

    private static Set<HostAndPort> nodes(RedisUrl url) {
        return url.nodes().stream()
                .map(node -> new HostAndPort(node.host(), node.port()))
                .collect(Collectors.toSet());
    }

    private JedisClientConfig client(RedisUrl url) {
        return deadlines(url)
                .user(url.user())
                .password(url.password())
                .database(url.database())
                .clientName("steward")
                .build();
    }

    private DefaultJedisClientConfig.Builder deadlines(RedisUrl url) {
        return DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(ANSWER_MILLIS)
                .sslOptions(url.tls() ? config.trust() : null);
    }

    private ConnectionPoolConfig pool() {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(config.poolSize());
        pool.setMaxIdle(config.poolSize());
        pool.setMaxWait(POOL_WAIT);
        return pool;
    }
}
