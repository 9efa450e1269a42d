package steward.task;

import java.util.UUID;

/**
 * Something that happened to a task.
 *
 * @param total 0 where it is not known
 * @param message may be null
 */
public record TaskEvent(
        UUID id, String type, QueueName queue, TaskState state, long done, long total, String message) {}
