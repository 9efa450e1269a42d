package steward.admission;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.KnownCallers;
import steward.platform.concurrent.Blocking;
import steward.platform.instance.Instances;
import steward.platform.redis.Redis;

/** The limiter and the gate of this instance. */
@ApplicationScoped
class AdmissionSource {
    private static final Logger LOG = Logger.getLogger(AdmissionSource.class.getName());
    private static final Duration LEASE = Duration.ofSeconds(30);

    private ScheduledFuture<?> renewals;

    @PreDestroy
    void stop() {
        if (renewals != null) {
            renewals.cancel(false);
        }
    }

    @Produces
    @Singleton
    RateLimiter rateLimiter(AdmissionConfig config, Redis redis, Instances instances) {
        var local = new LocalRateLimiter(config.requestsPerMinute(), System::nanoTime);
        return redis.configured()
                ? new RedisRateLimiter(redis, config.requestsPerMinute(), instances::alive, local)
                : local;
    }

    @Produces
    @Singleton
    OwnPlaces ownPlaces(Redis redis, Instances instances, ScheduledExecutorService timer, @Blocking Executor executor) {
        if (!redis.configured()) {
            return new LocalOwnPlaces();
        }
        var places = new RedisOwnPlaces(redis, instances::alive, executor, LEASE);
        var third = LEASE.toMillis() / 3;
        renewals = timer.scheduleWithFixedDelay(() -> renew(places, executor), third, third, TimeUnit.MILLISECONDS);
        return places;
    }

    /** The timer must not wait for Redis. */
    private static void renew(RedisOwnPlaces places, Executor executor) {
        try {
            executor.execute(places::renew);
        } catch (RejectedExecutionException full) {
            LOG.log(Level.FINE, "places.renewal_refused", full);
        }
    }

    @Produces
    @Singleton
    ConcurrencyGate concurrencyGate(
            AdmissionConfig config, ScheduledExecutorService timer, KnownCallers callers, OwnPlaces ownPlaces) {
        return new ConcurrencyGate(
                config,
                timer,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                callers::limits,
                ownPlaces);
    }
}
