package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import steward.model.ConnectionStats;
import steward.model.Latency;
import steward.model.ModelClient;
import steward.model.RouteStats;
import steward.platform.problem.ProblemType;

/** Offers the numbers of the models at {@code /metrics}, by the names that are configured and no other. */
@ApplicationScoped
class ModelGauges {
    /** A model's own failures each have a label, refusals of what was asked share one. */
    private static final List<String> FAILURES = Stream.of(ProblemType.values())
            .filter(type -> type.status() >= 500)
            .map(ProblemType::code)
            .toList();

    void offer(
            @Observes @Initialized(ApplicationScoped.class) Object start,
            MonitoringConfig config,
            MetricRegistry registry,
            ModelClient models) {
        if (config.metrics()) {
            ofConnections(registry, models);
            var routes = models.stats().routes();
            for (var i = 0; i < routes.size(); i++) {
                ofRoute(new Route(registry, models, i, tags(routes.get(i))));
            }
        }
    }

    private static void ofConnections(MetricRegistry registry, ModelClient models) {
        connections(
                registry, "llm_connections_leased", "Connections to models in use", models, ConnectionStats::leased);
        connections(registry, "llm_connections_idle", "Connections to models kept open", models, ConnectionStats::idle);
        connections(
                registry, "llm_connections_waiting", "Calls without a connection", models, ConnectionStats::waiting);
        connections(registry, "llm_connections_limit", "Connections to models at most", models, ConnectionStats::most);
    }

    private static void ofRoute(Route route) {
        route.gauge("llm_calls_total", "Calls to a model", RouteStats::calls);
        route.gauge("llm_attempts_total", "Requests sent to a model, retries included", RouteStats::attempts);
        route.gauge("llm_retries_total", "Requests sent again", RouteStats::retries);
        route.gauge("llm_completed_total", "Calls answered whole", RouteStats::completed);
        route.gauge("llm_cancelled_total", "Calls whose caller left", RouteStats::cancelled);
        route.gauge("llm_in_flight", "Calls under way", RouteStats::inFlight);
        route.gauge(
                "llm_breaker_open",
                "1 while a model is left alone",
                stats -> stats.breaker().equals("closed") ? 0L : 1L);
        FAILURES.forEach(code -> route.gauge(
                "llm_failures_total",
                "Calls that failed",
                stats -> stats.failures().getOrDefault(code, 0L),
                new Tag("code", code)));
        route.gauge("llm_failures_total", "Calls that failed", ModelGauges::refusals, new Tag("code", "refused"));
        route.histogram("llm_first_byte_seconds", "Time to the first byte of a model's answer", RouteStats::firstByte);
        route.histogram("llm_request_seconds", "Time to the end of a model's answer", RouteStats::total);
    }

    private static long refusals(RouteStats stats) {
        return stats.failures().entrySet().stream()
                .filter(failure -> !FAILURES.contains(failure.getKey()))
                .mapToLong(failure -> failure.getValue())
                .sum();
    }

    private static void connections(
            MetricRegistry registry,
            String name,
            String description,
            ModelClient models,
            Function<ConnectionStats, Integer> number) {
        registry.gauge(
                metadata(name, description), () -> number.apply(models.stats().connections()));
    }

    private static Tag[] tags(RouteStats stats) {
        return new Tag[] {new Tag("model", stats.model()), new Tag("provider", stats.provider())};
    }

    private static Metadata metadata(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).build();
    }

    /** One model's place among the numbers. */
    private record Route(MetricRegistry registry, ModelClient models, int index, Tag... tags) {
        RouteStats now() {
            return models.stats().routes().get(index);
        }

        void gauge(String name, String description, Function<RouteStats, Long> number, Tag... more) {
            var labels = Stream.concat(Stream.of(tags), Stream.of(more)).toArray(Tag[]::new);
            registry.gauge(metadata(name, description), () -> number.apply(now()), labels);
        }

        void histogram(String name, String what, Function<RouteStats, Latency> latency) {
            var bounds = latency.apply(now()).bounds().stream()
                    .mapToDouble(bound -> bound.toNanos() / 1e9)
                    .toArray();
            HistogramSeries.offer(
                    registry,
                    name,
                    what,
                    bounds,
                    place -> latency.apply(now()).counts().stream()
                            .limit(place + 1L)
                            .mapToLong(Long::longValue)
                            .sum(),
                    () -> latency.apply(now()).sum().toNanos() / 1e9,
                    tags);
        }
    }
}
