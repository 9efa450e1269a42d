package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import steward.identity.Caller;
import steward.identity.Role;

/** {@code metrics}: the numbers of the instance that one is connected to, every five seconds; for operators. */
@ApplicationScoped
class MetricsTopic implements TopicSource {
    private static final long EVERY_SECONDS = 5;

    private LiveMetrics metrics;
    private ScheduledExecutorService timer;

    MetricsTopic() {} // for the CDI proxy

    @Inject
    MetricsTopic(LiveMetrics metrics, ScheduledExecutorService timer) {
        this.metrics = metrics;
        this.timer = timer;
    }

    @Override
    public Optional<Runnable> subscribe(String topic, Caller caller, Consumer<JsonNode> onEvent) {
        if (!topic.equals("metrics")) {
            return Optional.empty();
        }
        caller.require(Role.OPERATOR);
        var round =
                timer.scheduleWithFixedDelay(() -> onEvent.accept(metrics.now()), 0, EVERY_SECONDS, TimeUnit.SECONDS);
        return Optional.of(() -> round.cancel(false));
    }
}
