package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The queues in numbers for those who only look: what this instance has done, and what all of them have before them. */
@ApplicationScoped
public class TaskStats {
    private TaskNumbers numbers;
    private volatile List<QueueInfo> queues = List.of();

    TaskStats() {} // for the CDI proxy

    @Inject
    TaskStats(TaskNumbers numbers) {
        this.numbers = numbers;
    }

    /** As counted a few seconds ago; empty before the first count, and where this instance works on no queue. */
    public List<QueueInfo> queues() {
        return queues;
    }

    void counted(List<QueueInfo> latest) {
        queues = List.copyOf(latest);
    }

    /** Runs that this instance has begun. */
    public long begun(QueueName queue) {
        return numbers.begun(queue);
    }

    /** How long they had been able to run before, in seconds, all together. */
    public double waitedSeconds(QueueName queue) {
        return numbers.waitedMillis(queue) / 1e3;
    }

    /** How runs of this instance can end. */
    public static List<String> outcomes() {
        return Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::label).toList();
    }

    /** Runs of this instance that ended so; a name of {@link #outcomes}. */
    public long ended(QueueName queue, String outcome) {
        return numbers.ended(queue, Outcome.Kind.valueOf(outcome.toUpperCase(Locale.ROOT)));
    }

    /** Tasks that failed for good on this instance. */
    public long dead(QueueName queue) {
        return numbers.dead(queue);
    }
}
