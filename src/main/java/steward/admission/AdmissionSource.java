package steward.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** The limiter and the gate of this instance. */
@ApplicationScoped
class AdmissionSource {
    @Produces
    @Singleton
    RateLimiter rateLimiter(AdmissionConfig config) {
        return new LocalRateLimiter(config.requestsPerMinute(), System::nanoTime);
    }

    @Produces
    @Singleton
    ConcurrencyGate concurrencyGate(AdmissionConfig config, ScheduledExecutorService timer) {
        return new ConcurrencyGate(
                config,
                timer,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }
}
