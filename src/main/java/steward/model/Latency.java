package steward.model;

import java.time.Duration;
import java.util.List;

/**
 * How long something took, as a histogram since the start.
 *
 * @param bounds upper bounds, rising
 * @param counts how many took at most the bound in the same place and more than the one before; one more for the rest
 * @param count all of them
 * @param sum of all their times
 */
public record Latency(List<Duration> bounds, List<Long> counts, long count, Duration sum) {}
