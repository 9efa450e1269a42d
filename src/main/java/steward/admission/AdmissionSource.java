package steward.admission;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;

/** The limiter and the gate of this instance. */
@ApplicationScoped
class AdmissionSource {
    @Resource
    ManagedScheduledExecutorService scheduler;

    @Produces
    @Singleton
    RateLimiter rateLimiter(AdmissionConfig config) {
        return new LocalRateLimiter(config.requestsPerMinute(), System::nanoTime);
    }

    @Produces
    @Singleton
    ConcurrencyGate concurrencyGate(AdmissionConfig config) {
        return new ConcurrencyGate(
                config,
                scheduler,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }
}
