package steward.task;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.UUID;

/**
 * A task that is accepted.
 *
 * @param status as it was when it was accepted
 * @param fresh false where a task with the same unique key or Idempotency-Key stood there already
 */
public record Submitted(
        UUID id, TaskState status, @JsonIgnore boolean fresh) {}
