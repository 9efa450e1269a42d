package steward.task;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next run: exponential with full jitter, so that a thousand tasks that fail together do not
 * come back together.
 *
 * @param first the longest wait before the first retry; each further one may be twice as long
 * @param most the longest wait of all
 */
public record RetryPolicy(Duration first, Duration most) {
    /** Up to 40 s, 80 s, … 20 minutes. */
    public static final RetryPolicy USUAL = new RetryPolicy(Duration.ofSeconds(40), Duration.ofMinutes(20));

    private static final long LEAST_MILLIS = 1_000;
    private static final int MOST_DOUBLINGS = 30;

    /** The wait after the given number of failures, 1 for the first. */
    Duration waitAfter(int failures, RandomGenerator random) {
        var longest = Math.min(most.toMillis(), first.toMillis() << Math.min(MOST_DOUBLINGS, failures - 1));
        var least = Math.min(LEAST_MILLIS, longest);
        return Duration.ofMillis(least + (long) (random.nextDouble() * (longest - least)));
    }
}
