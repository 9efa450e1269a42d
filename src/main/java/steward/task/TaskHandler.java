package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import steward.identity.Role;

/**
 * One type of work. A new type is one CDI bean of this port ({@code @ApplicationScoped}, nothing to register).
 * A task may run more than once (after a crash, for instance), so that running must be idempotent, or do all that it
 * changes by {@link TaskContext#connection()}. Thread-safe.
 */
public interface TaskHandler {
    /** The type's name, such as {@code knowledge.import}; of {@code a-z}, digits, dot and underscore. */
    String type();

    /** Where tasks of this type run unless their submitter says otherwise. */
    default QueueName queue() {
        return QueueName.STANDARD_TASKS;
    }

    /** How often a failed run is repeated unless the submitter says otherwise. */
    default int retries() {
        return 5;
    }

    /** How long one run may take unless the submitter says otherwise. */
    default Duration timeout() {
        return Duration.ofMinutes(10);
    }

    /** The spread of the waits between retries. */
    default RetryPolicy retryPolicy() {
        return RetryPolicy.USUAL;
    }

    /** Whether callers may submit such tasks over HTTP; false for work that only other rooms order. */
    default boolean isPublic() {
        return true;
    }

    /** Who may submit such tasks over HTTP, and schedule them. */
    default Role role() {
        return Role.VIEWER;
    }

    /**
     * Refuses a payload that cannot be worked on, before it is accepted. Must be quick.
     *
     * @param payload what the submitter sent; an empty object where there was none
     * @throws steward.platform.problem.ProblemException validation_failed (422) naming fields below {@code payload.}
     */
    void validate(JsonNode payload);

    /**
     * Does the work, on a thread that may block. Whatever it throws is recorded as the failure of this run; the run is
     * repeated later unless it is a {@link TaskFailure} that is permanent or a problem with a status below 500.
     *
     * @return what is kept as the task's result, as JSON by our mapper; may be null
     */
    Object run(TaskContext task) throws Exception;
}
