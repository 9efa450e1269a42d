package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * After how many requests this instance ends, to be started anew.
 *
 * @param afterRequests 0 for never
 * @param patience for the requests that are under way then
 */
record RecycleConfig(long afterRequests, Duration patience) {
    /** With what chance adds, so that instances that were started together do not end together. */
    static RecycleConfig of(int afterRequests, int jitter, Duration patience) {
        var chance = afterRequests == 0 ? 0 : ThreadLocalRandom.current().nextInt(jitter + 1);
        return new RecycleConfig((long) afterRequests + chance, patience);
    }

    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        RecycleConfig recycleConfig(
                @ConfigProperty(name = "RECYCLE_AFTER_REQUESTS") int afterRequests,
                @ConfigProperty(name = "RECYCLE_JITTER_REQUESTS") int jitter,
                @ConfigProperty(name = "DRAIN_TIMEOUT") int patience) {
            return of(afterRequests, jitter, Duration.ofSeconds(patience));
        }
    }
}
