package steward.platform.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.MigrateParams;
import steward.deploy.Certificates;
import steward.deploy.RedisServer;
import steward.platform.config.Settings;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * How servers of a test are reached, by us and by each other: plainly and without a password, or by TLS alone, with a password
 * among themselves and a user of the access list for Steward.
 */
final class RedisDoor {
    static final String PASSWORD = "Zq8r2LxwV0n";
    private static final String AMONG_THEM = "Hb7s9KqpT3m";

    /** Null for the open one. */
    private final Certificates authority;

    private final Certificates own;

    private RedisDoor(Certificates authority, Certificates own) {
        this.authority = authority;
        this.own = own;
    }

    static RedisDoor open() {
        return new RedisDoor(null, null);
    }

    /** Skips aloud where Redis or openssl is missing. */
    static RedisDoor tls(Path folder) throws IOException {
        assumeTrue(RedisServer.speaksTls(), "redis-server is not installed, or was built without TLS");
        var authority = Certificates.authority(folder, "authority");
        return new RedisDoor(authority, authority.sign("redis", "IP:127.0.0.1"));
    }

    private boolean isOpen() {
        return authority == null;
    }

    RedisServer start(String... options) {
        if (isOpen()) {
            return RedisServer.start(options);
        }
        var locked = Stream.of(
                "--requirepass",
                AMONG_THEM,
                "--masterauth",
                AMONG_THEM,
                "--user",
                "steward",
                "on",
                ">" + PASSWORD,
                "~test:*",
                "+@all",
                "-@admin");
        return RedisServer.startByTls(
                authority, own, Stream.concat(locked, Arrays.stream(options)).toArray(String[]::new));
    }

    RedisServer sentinel(Path folder, int primary) throws IOException {
        return isOpen()
                ? RedisServer.sentinel(folder, primary)
                : RedisServer.sentinelByTls(folder, primary, AMONG_THEM, authority, own);
    }

    /** As an operator writes it, without a path. */
    String url(String kind, RedisServer server) {
        return (isOpen() ? "redis-" + kind + "://" : "rediss-" + kind + "://steward:" + PASSWORD + "@")
                + "127.0.0.1:"
                + server.port();
    }

    /** Whom to trust, as text; empty for the open one. */
    String authority() {
        return isOpen() ? "" : authority.pem();
    }

    /** Those of an operator, who names the authority by its file. */
    Settings settings(String url) {
        return settings(url, "test:");
    }

    Settings settings(String url, String prefix) {
        var reached = Map.of("REDIS_URL", url, "REDIS_KEY_PREFIX", prefix);
        if (isOpen()) {
            return Settings.of(reached);
        }
        var trusting = new HashMap<>(reached);
        trusting.put("REDIS_CA_FILE", authority.certificate().toString());
        return Settings.of(trusting);
    }

    /** For the test's own questions: everything is allowed. */
    Jedis connect(RedisServer server) {
        return connect(server, AMONG_THEM);
    }

    Jedis connectToSentinel(RedisServer sentinel) {
        return connect(sentinel, null);
    }

    private Jedis connect(RedisServer server, String password) {
        var config = DefaultJedisClientConfig.builder()
                .password(isOpen() ? null : password)
                .sslOptions(isOpen() ? null : TrustedCertificates.of(authority.pem()))
                .autoNegotiateProtocol(false)
                .build();
        return new Jedis(new HostAndPort("127.0.0.1", server.port()), config);
    }

    /** How a node hands a key to another. */
    MigrateParams migrate() {
        return isOpen() ? new MigrateParams() : new MigrateParams().auth(AMONG_THEM);
    }
}
