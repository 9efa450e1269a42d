package steward.model;

import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What all calls share.
 *
 * @param timer starts retries; nothing on it blocks
 * @param underWay every call whose deadlines are watched; safe for many threads
 */
record Means(
        ModelLimits limits,
        Connections connections,
        ScheduledExecutorService timer,
        LongSupplier nanoTime,
        Set<Call> underWay) {}
