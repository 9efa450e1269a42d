package steward.task;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A task that this instance may work on as long as it renews its lease.
 *
 * @param attempt which run this is, 1 for the first
 * @param failures runs that failed before
 * @param losses runs whose instance vanished before
 * @param fence what every write about this run must name
 * @param callbackUrl who is told of the end; null for nobody
 * @param startedAt by the database's clock
 * @param waited from when it could have run to its claim
 */
record Claimed(
        UUID id,
        String type,
        QueueName queue,
        String owner,
        String payload,
        int attempt,
        int failures,
        int losses,
        int maxRetries,
        Duration timeout,
        long fence,
        boolean cancelRequested,
        String callbackUrl,
        Instant startedAt,
        Duration waited) {}
