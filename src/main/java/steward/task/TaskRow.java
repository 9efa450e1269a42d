package steward.task;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A task as it is accepted, everything decided.
 *
 * @param delay before it may run, by the database's clock; null where {@code runAt} or nothing is asked
 * @param runAt null where {@code delay} or nothing is asked
 * @param liveKey what no second waiting or running task may have; null for most
 */
record TaskRow(
        UUID id,
        String type,
        QueueName queue,
        String owner,
        int priority,
        String payload,
        Duration delay,
        Instant runAt,
        int maxRetries,
        Duration timeout,
        String uniqueKey,
        String liveKey,
        String callbackUrl) {
    TaskState state() {
        return delay == null && runAt == null ? TaskState.QUEUED : TaskState.DELAYED;
    }

    /** Whether it may run at once and no other row can be in its way. */
    boolean isPlain() {
        return liveKey == null && state() == TaskState.QUEUED;
    }

    /** As the row keeps it. */
    long timeoutSeconds() {
        return Math.max(1, timeout.toSeconds());
    }

    Submitted submitted() {
        return new Submitted(id, state(), true);
    }
}
