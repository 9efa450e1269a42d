package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.MetricRegistry;
import steward.admission.ConcurrencyGate;
import steward.admission.GateStats;
import steward.admission.LimiterStats;
import steward.admission.RateLimiter;
import steward.cache.CacheStats;
import steward.cache.FlightStats;
import steward.cache.Flights;
import steward.cache.ResponseCache;
import steward.model.ModelStats;
import steward.platform.database.ConnectionPool;
import steward.platform.database.PoolStats;
import steward.platform.database.Replica;
import steward.platform.database.ReplicaStats;
import steward.platform.instance.Instances;
import steward.platform.redis.Redis;
import steward.platform.redis.RedisStats;

/** What every room counts, in one place. Asking is cheap enough for a scrape, not for a request. */
@ApplicationScoped
class Numbers {
    private RequestNumbers requests;
    private ResponseCache cache;
    private Flights flights;
    private ConcurrencyGate gate;
    private RateLimiter limiter;
    private Redis redis;
    private Replica replica;
    private Instances instances;

    Numbers() {} // for the CDI proxy

    @Inject
    Numbers(
            RequestNumbers requests,
            ResponseCache cache,
            Flights flights,
            ConcurrencyGate gate,
            RateLimiter limiter,
            Redis redis,
            Replica replica,
            Instances instances) {
        this.requests = requests;
        this.cache = cache;
        this.flights = flights;
        this.gate = gate;
        this.limiter = limiter;
        this.redis = redis;
        this.replica = replica;
        this.instances = instances;
    }

    @Produces
    @Singleton
    static RequestNumbers requestNumbers(MonitoringConfig config, MetricRegistry registry) {
        return new RequestNumbers(config.metrics() ? registry : null);
    }

    RequestNumbers requests() {
        return requests;
    }

    CacheStats cache() {
        return cache.stats();
    }

    FlightStats flights() {
        return flights.stats();
    }

    GateStats gate() {
        return gate.stats();
    }

    LimiterStats limiter() {
        return limiter.stats();
    }

    RedisStats redis() {
        return redis.stats();
    }

    ReplicaStats replica() {
        return replica.stats();
    }

    /** The pool of connections to the primary. */
    PoolStats pool() {
        return ConnectionPool.primary().stats();
    }

    int instances() {
        return instances.alive();
    }

    Metrics now(String serverId, ModelStats models) {
        var cached = cache();
        var limited = limiter();
        return new Metrics(
                requests.total(),
                requests.concurrent(),
                cached.hitRate(),
                limited.refused(),
                requests.averageSeconds(),
                cached.entries(),
                new Metrics.Detail(serverId, requests.inFlight(), cached, flights(), gate(), limited, models, pool()));
    }
}
