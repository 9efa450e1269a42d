package steward.model;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * How long a call may wait for what, and how many connections there may be.
 *
 * @param connect to find and reach the provider ({@code LLM_CONNECT_TIMEOUT}), each attempt
 * @param answer for a whole answer that is not streamed ({@code REQUEST_TIMEOUT}), retries included
 * @param firstByte until the first event of a stream ({@code LLM_FIRST_BYTE_TIMEOUT}), retries included
 * @param idle between two pieces of a stream, comments included ({@code LLM_IDLE_TIMEOUT})
 * @param total for a whole stream ({@code LLM_TOTAL_TIMEOUT})
 * @param connections to all providers together ({@code LLM_MAX_CONNECTIONS})
 */
public record ModelLimits(
        Duration connect, Duration answer, Duration firstByte, Duration idle, Duration total, int connections) {
    /** What the settings are when nobody sets them. */
    public static final ModelLimits NORMAL = new ModelLimits(
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(120),
            2_000);

    /** Longer than anything a call may wait for. */
    Duration longest() {
        return total.compareTo(answer) > 0 ? total : answer;
    }

    /** Often enough to keep the shortest limit within a quarter, and no limit later than a tenth of a second. */
    Duration watchInterval() {
        var shortest = Stream.of(connect, answer, firstByte, idle, total)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .dividedBy(4);
        return Duration.ofMillis(Math.max(5, Math.min(100, shortest.toMillis())));
    }
}
