package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import steward.task.Outcomes.Ended;

/** What this instance has done since its start. Thread-safe. */
@ApplicationScoped
class TaskNumbers {
    private final Map<QueueName, OfQueue> queues = new EnumMap<>(QueueName.class);

    TaskNumbers() {
        for (var queue : QueueName.values()) {
            queues.put(queue, new OfQueue());
        }
    }

    /** The numbers of one queue. */
    private static final class OfQueue {
        final LongAdder begun = new LongAdder();
        final LongAdder waitedMillis = new LongAdder();
        final Map<Outcome.Kind, LongAdder> ended = new EnumMap<>(Outcome.Kind.class);
        final LongAdder dead = new LongAdder();

        OfQueue() {
            for (var kind : Outcome.Kind.values()) {
                ended.put(kind, new LongAdder());
            }
        }
    }

    void begun(Claimed task) {
        var numbers = queues.get(task.queue());
        numbers.begun.increment();
        numbers.waitedMillis.add(Math.max(0, task.waited().toMillis()));
    }

    void ended(Ended ended) {
        var numbers = queues.get(ended.task().queue());
        numbers.ended.get(ended.outcome().kind()).increment();
        if (ended.outcome().next() == TaskState.DEAD) {
            numbers.dead.increment();
        }
    }

    long begun(QueueName queue) {
        return queues.get(queue).begun.sum();
    }

    long waitedMillis(QueueName queue) {
        return queues.get(queue).waitedMillis.sum();
    }

    long ended(QueueName queue, Outcome.Kind kind) {
        return queues.get(queue).ended.get(kind).sum();
    }

    long dead(QueueName queue) {
        return queues.get(queue).dead.sum();
    }
}
