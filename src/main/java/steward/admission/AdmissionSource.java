package steward.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import steward.identity.KnownCallers;
import steward.platform.instance.Instances;
import steward.platform.redis.Redis;

/** The limiter and the gate of this instance. */
@ApplicationScoped
class AdmissionSource {
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
    ConcurrencyGate concurrencyGate(AdmissionConfig config, ScheduledExecutorService timer, KnownCallers callers) {
        return new ConcurrencyGate(
                config,
                timer,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                callers::limits);
    }
}
