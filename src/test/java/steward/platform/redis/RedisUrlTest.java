package steward.platform.redis;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.redis.RedisUrl.Kind;
import steward.platform.redis.RedisUrl.Node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RedisUrlTest {
    @Test
    void oneServerWithPasswordAndDatabase() {
        var url = RedisUrl.of("redis://:p%40ss%2Fw%C3%B6rd+1@cache.internal:6380/3", "");
        assertThat(url.kind()).isEqualTo(Kind.STANDALONE);
        assertThat(url.tls()).isFalse();
        assertThat(url.nodes()).containsExactly(new Node("cache.internal", 6380));
        assertThat(url.user()).isNull();
        assertThat(url.password()).isEqualTo("p@ss/wörd+1");
        assertThat(url.database()).isEqualTo(3);
    }

    @Test
    void aUserOfAnAccessListByTls() {
        var url = RedisUrl.of("rediss://steward:geheim@[::1]", "");
        assertThat(url.tls()).isTrue();
        assertThat(url.user()).isEqualTo("steward");
        assertThat(url.password()).isEqualTo("geheim");
        assertThat(url.nodes()).containsExactly(new Node("::1", 6379));
        assertThat(url.database()).isZero();
    }

    @Test
    void sentinelsNameTheirMaster() {
        var url = RedisUrl.of("redis-sentinel://:pw@one,two:26380,three/steward/2", "");
        assertThat(url.kind()).isEqualTo(Kind.SENTINEL);
        assertThat(url.nodes())
                .containsExactly(new Node("one", 26379), new Node("two", 26380), new Node("three", 26379));
        assertThat(url.master()).isEqualTo("steward");
        assertThat(url.database()).isEqualTo(2);
    }

    @Test
    void aClusterHasSeveralNodes() {
        var url = RedisUrl.of("rediss-cluster://10.0.0.1:7000,10.0.0.2:7001", "");
        assertThat(url.kind()).isEqualTo(Kind.CLUSTER);
        assertThat(url.tls()).isTrue();
        assertThat(url.nodes()).hasSize(2);
    }

    @Test
    void thePasswordMayStandApart() {
        assertThat(RedisUrl.of("redis://host/0", "apart").password()).isEqualTo("apart");
        assertThat(RedisUrl.of("redis://user@host/0", "apart").password()).isEqualTo("apart");
        assertThat(RedisUrl.of("redis://:own@host/0", "apart").password()).isEqualTo("own");
        assertThat(RedisUrl.of("redis://host", "").password()).isNull();
    }

    @Test
    void nothingThatIsPrintedHasThePassword() {
        assertThat(RedisUrl.of("redis://:secret-1@host:6379/0", "")).asString().doesNotContain("secret-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host",
                "redis://",
                "redis://host:port",
                "redis://host/x",
                "redis-sentinel://:secret-1@a,b"
            })
    void whatIsNoneIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> RedisUrl.of(text, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageNotContaining("secret-1");
    }
}
