package steward.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToDoubleFunction;
import steward.model.ModelClient;
import steward.platform.instance.InstanceInfo;
import steward.platform.instance.Instances;
import steward.platform.json.Json;

/** What this instance tells the others of its numbers, and the numbers of all of them together. */
@ApplicationScoped
class InstanceNumbers {
    private Numbers numbers;
    private Instances instances;
    private ModelClient models;

    InstanceNumbers() {} // for the CDI proxy

    @Inject
    InstanceNumbers(Numbers numbers, Instances instances, ModelClient models) {
        this.numbers = numbers;
        this.instances = instances;
        this.models = models;
    }

    /** What stands in the instance's row; sizes in MiB, times in seconds. What has come later is null in rows of older versions. */
    record Told(
            long totalRequests,
            int concurrentRequests,
            long cacheHits,
            long cacheMisses,
            long rateLimitedRequests,
            double averageResponseTime,
            long cacheSize,
            int inFlight,
            long heapUsedMb,
            long heapMaxMb,
            int threads,
            long uptimeS,
            Integer databaseInUse,
            Integer databaseMax) {}

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        instances.reportNumbers(() -> Json.text(now()));
    }

    private Told now() {
        var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        var requests = numbers.requests();
        var cache = numbers.cache();
        var pool = numbers.pool();
        return new Told(
                requests.total(),
                requests.concurrent(),
                cache.hits(),
                cache.misses(),
                numbers.limiter().refused(),
                requests.averageSeconds(),
                cache.entries(),
                requests.inFlight(),
                memory.getUsed() >> 20,
                memory.getMax() >> 20,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getRuntimeMXBean().getUptime() / 1_000,
                pool.inUse(),
                pool.max());
    }

    /** The six numbers of all living instances together, as each last told its own; this one's own are of now. */
    Metrics together() {
        var own = numbers.now(instances.serverId(), models.stats());
        var told = instances.all().stream()
                .filter(InstanceInfo::alive)
                .map(instance -> instance.self() ? now() : told(instance.numbers()))
                .toList();
        if (told.stream().noneMatch(one -> one.totalRequests() > 0)) {
            return own;
        }
        return new Metrics(
                (long) sum(told, Told::totalRequests),
                (int) sum(told, Told::concurrentRequests),
                share(sum(told, Told::cacheHits), sum(told, Told::cacheHits) + sum(told, Told::cacheMisses)),
                (long) sum(told, Told::rateLimitedRequests),
                share(
                        sum(told, one -> one.averageResponseTime() * one.totalRequests()),
                        sum(told, Told::totalRequests)),
                (long) sum(told, Told::cacheSize),
                own.detail());
    }

    private static Told told(JsonNode numbers) {
        try {
            return Json.mapper().treeToValue(numbers, Told.class);
        } catch (JsonProcessingException otherVersion) {
            return new Told(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null);
        }
    }

    private static double sum(List<Told> all, ToDoubleFunction<Told> number) {
        return all.stream().mapToDouble(number).sum();
    }

    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
