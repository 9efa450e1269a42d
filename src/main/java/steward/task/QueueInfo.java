package steward.task;

/**
 * A queue in numbers, over all instances.
 *
 * @param queued tasks that could run now
 * @param delayed tasks that wait for their time
 * @param dead tasks that failed for good and are still kept
 * @param oldestAgeS how long the oldest that could run has been waiting, in seconds; 0 where none is
 * @param slots threads of all instances that work on it
 * @param workers instances that work on it
 * @param succeededPerMinute in the last minute
 */
public record QueueInfo(
        QueueName name,
        boolean paused,
        long queued,
        long delayed,
        long running,
        long dead,
        long oldestAgeS,
        int slots,
        int workers,
        long succeededPerMinute) {}
