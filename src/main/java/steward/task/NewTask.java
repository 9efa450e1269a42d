package steward.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task to be accepted. Whatever is empty is as its handler says. Immutable.
 *
 * @param payload what the handler reads, as JSON by our mapper; null is an empty object
 * @param priority 0 to 9, greater is earlier
 * @param runAt not before this moment
 * @param uniqueKey as long as a task of this owner with the same key waits or runs, no second one is accepted
 * @param callbackUrl told when the task has ended
 */
public record NewTask(
        String type,
        String owner,
        Object payload,
        Optional<QueueName> queue,
        int priority,
        Optional<Duration> delay,
        Optional<Instant> runAt,
        Optional<Integer> maxRetries,
        Optional<Duration> timeout,
        Optional<String> uniqueKey,
        Optional<String> callbackUrl) {
    /** In the middle. */
    public static final int USUAL_PRIORITY = 5;

    /** A task with everything else as usual. */
    public static NewTask of(String type, String owner, Object payload) {
        return new NewTask(
                type,
                owner,
                payload,
                Optional.empty(),
                USUAL_PRIORITY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, on this queue. */
    public NewTask on(QueueName other) {
        return new NewTask(
                type,
                owner,
                payload,
                Optional.of(other),
                priority,
                delay,
                runAt,
                maxRetries,
                timeout,
                uniqueKey,
                callbackUrl);
    }

    /** The same, at most once at a time under this key. */
    public NewTask uniqueAs(String key) {
        return new NewTask(
                type,
                owner,
                payload,
                queue,
                priority,
                delay,
                runAt,
                maxRetries,
                timeout,
                Optional.of(key),
                callbackUrl);
    }

    /** The same, with this many retries. */
    public NewTask retried(int times) {
        return new NewTask(
                type,
                owner,
                payload,
                queue,
                priority,
                delay,
                runAt,
                Optional.of(times),
                timeout,
                uniqueKey,
                callbackUrl);
    }

    /** The same, this long after its acceptance. */
    public NewTask after(Duration wait) {
        return new NewTask(
                type,
                owner,
                payload,
                queue,
                priority,
                Optional.of(wait),
                runAt,
                maxRetries,
                timeout,
                uniqueKey,
                callbackUrl);
    }

    /** The same, sooner (9) or later (0) than others. */
    public NewTask withPriority(int other) {
        return new NewTask(
                type, owner, payload, queue, other, delay, runAt, maxRetries, timeout, uniqueKey, callbackUrl);
    }
}
