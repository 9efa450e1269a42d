package steward.platform.redis;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.Pool;
import steward.platform.concurrent.Blocking;

/**
 * Redis, where there is one. Every command has a deadline of a fraction of a second, and the first one that fails opens a
 * circuit: from then on nobody waits, whoever asks gets nothing at once, and a probe each second finds out when it is
 * back. It is not needed to start, and no failure of it ever reaches a caller. Thread-safe.
 */
@ApplicationScoped
public class Redis {
    private static final Logger LOG = Logger.getLogger(Redis.class.getName());
    private static final long PROBE_MILLIS = 1_000;

    private final AtomicBoolean probing = new AtomicBoolean();
    private final AtomicInteger inUse = new AtomicInteger();
    private final LongAdder asked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private RedisConfig config;
    private Supplier<UnifiedJedis> connector;
    private Executor executor;
    private ScheduledExecutorService timer;
    private ScheduledFuture<?> rounds;
    private volatile UnifiedJedis client; // null before the first connection
    private volatile boolean up;
    private volatile String cause = RedisCause.NONE;
    private volatile boolean stopped;

    Redis() {} // for the CDI proxy

    @Inject
    Redis(RedisConfig config, @Blocking Executor executor, ScheduledExecutorService timer) {
        this(config, new Connector(config)::connect, executor, timer);
    }

    Redis(RedisConfig config, Supplier<UnifiedJedis> connector, Executor executor, ScheduledExecutorService timer) {
        this.config = config;
        this.connector = connector;
        this.executor = executor;
        this.timer = timer;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        if (configured()) {
            rounds = timer.scheduleWithFixedDelay(this::look, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        up = false;
        if (rounds != null) {
            rounds.cancel(false);
        }
        close(client);
    }

    /** Whether there is to be one. */
    public boolean configured() {
        return config.url() != null;
    }

    /** Whether it answered when it was last asked. */
    public boolean up() {
        return up;
    }

    /** What every key of ours is called: the prefix and this. */
    public String key(String name) {
        return config.keyPrefix() + name;
    }

    /**
     * Asks, and waits a fraction of a second at most; where Redis is away, not at all.
     *
     * @return what the question returns; empty where that is null, where there is no Redis, and where it is away
     */
    public <T> Optional<T> ask(RedisQuestion<T> question) {
        var connected = client;
        if (!up || connected == null) {
            return Optional.empty();
        }
        asked.increment();
        inUse.incrementAndGet();
        try {
            return Optional.ofNullable(question.of(connected));
        } catch (JedisException failure) {
            failed.increment();
            // that all our connections are in use, or one slot is on its way, says nothing about Redis
            if (!(failure.getCause() instanceof NoSuchElementException)
                    && !(failure.getCause() instanceof JedisRedirectionException)) {
                away(failure);
            }
            return Optional.empty();
        } finally {
            inUse.decrementAndGet();
        }
    }

    public RedisStats stats() {
        var topology = configured() ? config.url().kind().label() : "none";
        return new RedisStats(topology, up, asked.sum(), failed.sum(), inUse.get(), config.poolSize(), cause);
    }

    /** Runs on the timer, which must not block. */
    private void look() {
        if (!stopped && probing.compareAndSet(false, true)) {
            try {
                executor.execute(this::probe);
            } catch (RejectedExecutionException full) {
                probing.set(false);
                LOG.log(Level.FINE, "redis.probe_refused", full);
            }
        }
    }

    void probe() {
        try {
            if (client == null) {
                client = connector.get();
            }
            // a key of ours and not PING: in a cluster that would ask every node
            client.exists(key("probe"));
            back();
        } catch (JedisException failure) {
            away(failure);
        } finally {
            probing.set(false);
        }
    }

    private void back() {
        if (!up && !stopped) {
            LOG.log(Level.INFO, "redis.up topology={0}", config.url().kind().label());
        }
        cause = RedisCause.NONE;
        up = !stopped;
    }

    private void away(JedisException failure) {
        var why = RedisCause.of(failure);
        // also when it is away for another reason than before: a certificate that is refused is nothing to wait for
        var wasUp = up;
        var isNews = wasUp || !why.equals(cause);
        cause = why;
        up = false;
        if (wasUp) {
            forgetIdle();
        }
        LOG.log(isNews ? Level.WARNING : Level.FINE, "redis.away cause=" + why, failure);
    }

    /**
     * Connections of before may lead nowhere any more without having been told; each would open the circuit once more when
     * its turn comes.
     */
    private void forgetIdle() {
        try {
            if (client instanceof RedisClient alone) {
                alone.getPool().clear();
            } else if (client instanceof RedisSentinelClient primary) {
                primary.getPrimaryNodesConnectionMap().values().forEach(Pool::clear);
            } else if (client instanceof RedisClusterClient cluster) {
                cluster.getClusterNodes().values().forEach(Pool::clear);
            }
        } catch (JedisException failure) {
            LOG.log(Level.FINE, "redis.clear", failure);
        }
    }

    private static void close(UnifiedJedis client) {
        try {
            if (client != null) {
                client.close();
            }
        } catch (JedisException failure) {
            LOG.log(Level.FINE, "redis.close", failure);
        }
    }
}
