package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import steward.task.QueueInfo;
import steward.task.QueueName;
import steward.task.TaskStats;

/** Offers the numbers of the task queues at {@code /metrics}. */
@ApplicationScoped
class TaskGauges {
    void offer(
            @Observes @Initialized(ApplicationScoped.class) Object start,
            MonitoringConfig config,
            MetricRegistry registry,
            TaskStats stats) {
        if (config.metrics()) {
            for (var queue : QueueName.values()) {
                new OfQueue(registry, stats, queue).offer();
            }
        }
    }

    /** One queue's place among the numbers. */
    private record OfQueue(MetricRegistry registry, TaskStats stats, QueueName queue) {
        void offer() {
            ofAll("queue_depth", "Tasks that could run now, on all instances", QueueInfo::queued);
            ofAll("queue_delayed", "Tasks that wait for their time", QueueInfo::delayed);
            ofAll("queue_running", "Tasks running on all instances", QueueInfo::running);
            ofAll("queue_dead", "Tasks that failed for good and are kept", QueueInfo::dead);
            ofAll("queue_age_seconds", "How long the oldest task that could run has waited", QueueInfo::oldestAgeS);
            ofAll("queue_slots", "Threads of all instances", info -> (long) info.slots());
            ofAll("queue_paused", "1 while the queue is paused", info -> info.paused() ? 1L : 0L);
            gauge("task_begun_total", "Runs begun by this instance", () -> stats.begun(queue));
            gauge("task_waited_seconds_total", "Seconds that its runs waited", () -> stats.waitedSeconds(queue));
            gauge("task_dead_total", "Tasks that failed for good on this instance", () -> stats.dead(queue));
            for (var outcome : TaskStats.outcomes()) {
                gauge(
                        "task_ended_total",
                        "Runs of this instance by their end",
                        () -> stats.ended(queue, outcome),
                        new Tag("outcome", outcome));
            }
        }

        private void ofAll(String name, String description, Function<QueueInfo, Long> number) {
            gauge(
                    name,
                    description,
                    () -> stats.queues().stream()
                            .filter(info -> info.name() == queue)
                            .mapToLong(number::apply)
                            .sum());
        }

        private <T extends Number> void gauge(String name, String description, Supplier<T> value, Tag... more) {
            var tags = new Tag[more.length + 1];
            tags[0] = new Tag("queue", queue.label());
            System.arraycopy(more, 0, tags, 1, more.length);
            var metadata = Metadata.builder()
                    .withName(name)
                    .withDescription(description)
                    .build();
            registry.gauge(metadata, value, tags);
        }
    }
}
