package steward.monitoring;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import steward.model.ModelClient;

/** The last hour of this instance, a sample every fifteen seconds. Thread-safe. */
@ApplicationScoped
class History {
    static final int MOST = 240;
    private static final long INTERVAL_SECONDS = 15;

    private final Deque<Sample> samples = new ArrayDeque<>(); // guarded by itself
    private Numbers numbers;
    private ModelClient models;
    private Clock clock;
    private ScheduledExecutorService timer;
    private ScheduledFuture<?> rounds;

    History() {} // for the CDI proxy

    @Inject
    History(Numbers numbers, ModelClient models, Clock clock, ScheduledExecutorService timer) {
        this.numbers = numbers;
        this.models = models;
        this.clock = clock;
        this.timer = timer;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        rounds = timer.scheduleWithFixedDelay(this::take, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        rounds.cancel(false);
    }

    private void take() {
        keep(now());
    }

    void keep(Sample sample) {
        synchronized (samples) {
            samples.addLast(sample);
            if (samples.size() > MOST) {
                samples.removeFirst();
            }
        }
    }

    /** The samples, oldest first. */
    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** How things are at this moment. */
    Sample now() {
        var requests = numbers.requests();
        var gate = numbers.gate();
        var cache = numbers.cache();
        var routes = models.stats().routes();
        return new Sample(
                clock.instant(),
                requests.total(),
                requests.ended(),
                requests.seconds(),
                numbers.limiter().refused(),
                gate.refused(),
                gate.running(),
                gate.waiting(),
                cache.hits(),
                cache.misses(),
                routes.stream().mapToLong(route -> route.calls()).sum(),
                routes.stream()
                        .flatMap(route -> route.failures().values().stream())
                        .mapToLong(Long::longValue)
                        .sum(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}
