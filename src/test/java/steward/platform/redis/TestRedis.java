package steward.platform.redis;

/** Redis as instances use it, without a container: a test looks whether it is there by {@link #look}. */
public final class TestRedis implements AutoCloseable {
    private final Redis redis;

    private TestRedis(Redis redis) {
        this.redis = redis;
    }

    public static TestRedis at(String url) {
        return at(url, "");
    }

    /** By TLS, trusting whom these certificates vouch for. */
    static TestRedis at(String url, String certificates) {
        var config = new RedisConfig(RedisUrl.of(url, ""), 10, "test:", TrustedCertificates.of(certificates));
        var made = new TestRedis(new Redis(config, new Connector(config)::connect, Runnable::run, null));
        made.look();
        return made;
    }

    public Redis redis() {
        return redis;
    }

    /** What the timer does every second. */
    public void look() {
        redis.probe();
    }

    @Override
    public void close() {
        redis.stop();
    }
}
