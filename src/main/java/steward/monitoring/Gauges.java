package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Offers the rooms' numbers at {@code /metrics}; they are read when that is asked. */
@ApplicationScoped
class Gauges {
    void offer(
            @Observes @Initialized(ApplicationScoped.class) Object start,
            MonitoringConfig config,
            MetricRegistry registry,
            Numbers numbers) {
        if (config.metrics()) {
            ofRequests(registry, numbers);
            ofCache(registry, numbers);
            ofAdmission(registry, numbers);
            ofOthers(registry, numbers);
        }
    }

    static void ofOthers(MetricRegistry registry, Numbers numbers) {
        gauge(registry, "steward_instances", "Instances that live", numbers::instances);
        gauge(
                registry,
                "redis_up",
                "1 while Redis answers",
                () -> numbers.redis().up() ? 1 : 0);
        gauge(
                registry,
                "redis_asked_total",
                "Commands and scripts sent to Redis",
                () -> numbers.redis().asked());
        gauge(
                registry,
                "redis_failed_total",
                "Those that failed and were answered without it",
                () -> numbers.redis().failed());
        gauge(
                registry,
                "redis_connections_in_use",
                "Connections to Redis in use now",
                () -> numbers.redis().inUse());
        gauge(
                registry,
                "database_replica_up",
                "1 while lists and sums are read from the replica",
                () -> numbers.replica().up() ? 1 : 0);
        gauge(
                registry,
                "database_replica_reads_total",
                "Readings that the replica answered",
                () -> numbers.replica().used());
        gauge(
                registry,
                "database_replica_passed_over_total",
                "Readings that the primary answered in its place",
                () -> numbers.replica().passedOver());
        gauge(
                registry,
                "ratelimit_shared",
                "1 while one counter is shared by all instances",
                () -> numbers.limiter().backend().equals("redis") ? 1 : 0);
    }

    static void ofRequests(MetricRegistry registry, Numbers numbers) {
        gauge(
                registry,
                "steward_http_requests_in_flight",
                "Requests being answered now",
                () -> numbers.requests().inFlight());
    }

    static void ofCache(MetricRegistry registry, Numbers numbers) {
        gauge(
                registry,
                "cache_hits_total",
                "Look-ups that found an answer",
                () -> numbers.cache().hits());
        gauge(
                registry,
                "cache_misses_total",
                "Look-ups that found none",
                () -> numbers.cache().misses());
        gauge(registry, "cache_entries", "Answers held", () -> numbers.cache().entries());
        gauge(
                registry,
                "cache_bytes",
                "Bytes of the answers held",
                () -> numbers.cache().bytes());
        gauge(
                registry,
                "cache_evictions_total",
                "Answers dropped for their number, size or age",
                () -> numbers.cache().evictions());
        gauge(
                registry,
                "cache_coalesced_total",
                "Questions that joined an equal one under way",
                () -> numbers.flights().coalesced());
        gauge(
                registry,
                "cache_flights_under_way",
                "Answers being fetched that can be joined",
                () -> numbers.flights().underWay());
    }

    static void ofAdmission(MetricRegistry registry, Numbers numbers) {
        gauge(
                registry,
                "ratelimit_refused_total",
                "Requests refused with 429",
                () -> numbers.limiter().refused());
        gauge(
                registry,
                "ratelimit_clients",
                "Clients seen in the last minute",
                () -> numbers.limiter().clients());
        gauge(
                registry,
                "concurrency_running",
                "Requests worked on now",
                () -> numbers.gate().running());
        gauge(
                registry,
                "concurrency_running_max",
                "Most requests worked on at once since the start",
                () -> numbers.gate().maxRunning());
        gauge(
                registry,
                "concurrency_waiting",
                "Requests waiting for a place",
                () -> numbers.gate().waiting());
        gauge(
                registry,
                "concurrency_limit",
                "Requests that may be worked on at once",
                () -> numbers.gate().limit());
        gauge(
                registry,
                "concurrency_refused_total",
                "Requests refused with 503 for want of a place",
                () -> numbers.gate().refused());
    }

    private static <T extends Number> void gauge(
            MetricRegistry registry, String name, String description, Supplier<T> value) {
        var metadata =
                Metadata.builder().withName(name).withDescription(description).build();
        registry.gauge(metadata, value);
    }
}
