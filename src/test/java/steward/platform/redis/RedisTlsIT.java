package steward.platform.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import steward.deploy.Certificates;
import steward.deploy.RedisServer;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real Redis by TLS, with an authority of its own, and a user of its access list. */
class RedisTlsIT {
    @TempDir
    private static Path folder;

    private static Certificates authority;
    private static int tlsPort;
    private static RedisServer server;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(RedisServer.speaksTls(), "redis-server is not installed, or was built without TLS");
        authority = Certificates.authority(folder, "authority");
        tlsPort = RedisServer.freePort();
        server = server(tlsPort, authority.sign("redis", "IP:127.0.0.1,DNS:localhost"));
    }

    private static RedisServer server(int tlsPort, Certificates own) {
        var port = Stream.of("--tls-port", Integer.toString(tlsPort));
        return RedisServer.start(
                Stream.concat(port, RedisServer.tls(authority, own).stream()).toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void whoTrustsTheAuthorityUsesItByTls() {
        try (var test = TestRedis.at(url(""), authority.pem())) {
            assertThat(test.redis().ask(jedis -> jedis.set("a", "1"))).contains("OK");
            assertThat(test.redis().stats().cause()).isEmpty();
        }
        assertThat(RedisCheck.cause(settings(authority.pem()))).isEmpty();
    }

    @Test
    void aCertificateOfAnAuthorityThatIsNotTrustedIsRefusedAndTheCauseTold() {
        var stranger = Certificates.authority(folder, "stranger").pem();
        // Java's own certificates know neither
        for (var trusted : new String[] {stranger, ""}) {
            try (var test = TestRedis.at(url(""), trusted)) {
                assertThat(test.redis().up()).isFalse();
                assertThat(test.redis().stats().cause()).isEqualTo("certificate_not_trusted");
            }
            assertThat(RedisCheck.cause(settings(trusted))).isEqualTo("certificate_not_trusted");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws IOException {
        var port = RedisServer.freePort();
        try (var other = server(port, authority.sign("other", "DNS:redis.internal"));
                var test = TestRedis.at("rediss://127.0.0.1:" + port, authority.pem())) {
            assertThat(other.port()).isPositive();
            assertThat(test.redis().up()).isFalse();
            assertThat(test.redis().stats().cause()).isEqualTo("certificate_not_trusted");
        }
    }

    @Test
    void aPortWithoutTlsIsNotTalkedTo() {
        try (var test = TestRedis.at("rediss://127.0.0.1:" + server.port(), authority.pem())) {
            assertThat(test.redis().up()).isFalse();
            // Redis waits for the end of a line that a handshake does not have
            assertThat(test.redis().stats().cause()).isEqualTo("timeout");
        }
    }

    @Test
    void aUserOfTheAccessListReachesTheKeysOfThePrefixAndNoOthers() {
        try (var administrator = new Jedis("127.0.0.1", server.port())) {
            administrator.aclSetUser("steward", "on", ">Zq8r2LxwV0n", "~test:*", "+@all", "-@admin");
        }
        try (var test = TestRedis.at(url("steward:Zq8r2LxwV0n@"), authority.pem())) {
            assertThat(test.redis().ask(jedis -> jedis.set("test:a", "1"))).contains("OK");
            assertThat(test.redis().ask(jedis -> jedis.set("another", "1"))).isEmpty();
            assertThat(test.redis().stats().cause()).isEqualTo("not_permitted");
        }
        try (var test = TestRedis.at(url("steward:wrong@"), authority.pem())) {
            assertThat(test.redis().up()).isFalse();
            assertThat(test.redis().stats().cause()).isEqualTo("wrong_password");
        }
    }

    private static String url(String login) {
        return "rediss://" + login + "127.0.0.1:" + tlsPort + "/0";
    }

    private static Settings settings(String certificates) {
        return Settings.of(Map.of("REDIS_URL", url(""), "REDIS_CA", certificates));
    }
}
