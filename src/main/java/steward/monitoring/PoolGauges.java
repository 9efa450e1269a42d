package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import steward.platform.database.ConnectionPool;
import steward.platform.database.PoolStats;

/** Offers the numbers of the pools of database connections at {@code /metrics}. */
@ApplicationScoped
class PoolGauges {
    void offer(
            @Observes @Initialized(ApplicationScoped.class) Object start,
            MonitoringConfig config,
            MetricRegistry registry,
            Numbers numbers) {
        if (config.metrics()) {
            offer(registry, ConnectionPool.primary(), "primary");
            if (numbers.replica().configured()) {
                offer(registry, ConnectionPool.replica(), "replica");
            }
        }
    }

    private static void offer(MetricRegistry registry, ConnectionPool pool, String name) {
        var tag = new Tag("pool", name);
        new Series(registry, pool, tag)
                .gauge("connections_open", "Connections to the database, in use or idle", PoolStats::open)
                .gauge("connections_in_use", "Connections borrowed now", PoolStats::inUse)
                .gauge("connections_max", "As many as there may be", PoolStats::max)
                .gauge("waiting", "Threads that are asking for a connection now", PoolStats::waiting)
                .gauge("waited_total", "Connections asked for while all were in use", PoolStats::waited)
                .gauge("refused_total", "Asked for in vain, as none was given back in time", PoolStats::refused)
                .gauge("failed_total", "Asked for in vain for another reason", PoolStats::failed);
        HistogramSeries.offer(
                registry,
                "jdbc_pool_wait_seconds",
                "Connections asked for",
                ConnectionPool.bounds(),
                pool::askedFor,
                pool::askedSeconds,
                tag);
    }

    private record Series(MetricRegistry registry, ConnectionPool pool, Tag tag) {
        Series gauge(String name, String description, ToLongFunction<PoolStats> value) {
            var metadata = Metadata.builder()
                    .withName("jdbc_pool_" + name)
                    .withDescription(description)
                    .build();
            registry.gauge(metadata, () -> value.applyAsLong(pool.stats()), tag);
            return this;
        }
    }
}
