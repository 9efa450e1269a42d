package steward.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Limits at the door: a client's requests a minute (then 429), and all clients' at once (then, after a short wait, 503).
 *
 * @param rateLimited whether requests are counted at all
 * @param requestsPerMinute of one client
 * @param maxConcurrent requests worked on at once by this instance
 * @param maxQueued requests that may wait for a place
 * @param queueTimeout how long they may
 */
record AdmissionConfig(
        boolean rateLimited, int requestsPerMinute, int maxConcurrent, int maxQueued, Duration queueTimeout) {
    private static final int MOST_PER_MINUTE = 60_000_000;

    AdmissionConfig {
        require(
                requestsPerMinute >= 1 && requestsPerMinute <= MOST_PER_MINUTE,
                "RATE_LIMIT_PER_MINUTE must lie between 1 and 60000000, but is " + requestsPerMinute);
        require(maxConcurrent >= 1, "MAX_CONCURRENT_REQUESTS must be at least 1, but is " + maxConcurrent);
        require(maxQueued >= 0, "MAX_QUEUED_REQUESTS must not be negative, but is " + maxQueued);
        require(!queueTimeout.isNegative(), "QUEUE_TIMEOUT_MS must not be negative, but is " + queueTimeout.toMillis());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        AdmissionConfig admissionConfig(
                @ConfigProperty(name = "RATE_LIMIT_ENABLED") boolean rateLimited,
                @ConfigProperty(name = "RATE_LIMIT_PER_MINUTE") int requestsPerMinute,
                @ConfigProperty(name = "MAX_CONCURRENT_REQUESTS") int maxConcurrent,
                @ConfigProperty(name = "MAX_QUEUED_REQUESTS") int maxQueued,
                @ConfigProperty(name = "QUEUE_TIMEOUT_MS") long queueTimeoutMillis) {
            return new AdmissionConfig(
                    rateLimited, requestsPerMinute, maxConcurrent, maxQueued, Duration.ofMillis(queueTimeoutMillis));
        }
    }
}
