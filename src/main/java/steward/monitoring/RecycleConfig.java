package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * After how many requests this instance ends, to be started anew.
 *
 * @param afterRequests 0 for never
 * @param patience for the requests that are under way then
 * @param nginx the folder of the Nginx that is to send nothing to this instance then; null without one
 * @param port by which Nginx knows this instance
 */
record RecycleConfig(long afterRequests, Duration patience, Path nginx, int port) {
    /** With what chance adds, so that instances that were started together do not end together. */
    static RecycleConfig of(int afterRequests, int jitter, Duration patience, Path nginx, int port) {
        var chance = afterRequests == 0 ? 0 : ThreadLocalRandom.current().nextInt(jitter + 1);
        return new RecycleConfig((long) afterRequests + chance, patience, nginx, port);
    }

    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        RecycleConfig recycleConfig(
                @ConfigProperty(name = "RECYCLE_AFTER_REQUESTS") int afterRequests,
                @ConfigProperty(name = "RECYCLE_JITTER_REQUESTS") int jitter,
                @ConfigProperty(name = "DRAIN_TIMEOUT") int patience,
                @ConfigProperty(name = "NGINX_DIR") Optional<String> nginx,
                @ConfigProperty(name = "PORT") int port) {
            return of(
                    afterRequests,
                    jitter,
                    Duration.ofSeconds(patience),
                    nginx.map(Path::of).orElse(null),
                    port);
        }
    }
}
