package steward.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import steward.task.NewTask;
import steward.task.QueueName;

/**
 * What is to be submitted when.
 *
 * @param queue null for the type's own
 * @param builtIn whether it came with the product; it may be changed and turned off, not deleted
 * @param owner whose tasks they are
 * @param nextAt null where it is off or never comes true again
 */
record Schedule(
        UUID id,
        String name,
        String cron,
        String zone,
        String type,
        QueueName queue,
        JsonNode payload,
        boolean enabled,
        Overlap overlap,
        Misfire misfire,
        boolean builtIn,
        String owner,
        Instant nextAt,
        Instant createdAt,
        Instant updatedAt) {
    Cron parsed() {
        return Cron.of(cron, Cron.zone(zone));
    }

    NewTask task() {
        var task = NewTask.of(type, owner, payload);
        return queue == null ? task : task.on(queue);
    }
}
