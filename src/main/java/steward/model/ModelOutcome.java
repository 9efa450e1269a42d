package steward.model;

import java.time.Duration;

/**
 * How a call went that was answered.
 *
 * @param attempts 1 where the first went well
 * @param firstByte from the beginning of the call, retries included, to its first event or its body
 * @param total from the beginning to the end
 */
public record ModelOutcome(int attempts, Duration firstByte, Duration total) {}
