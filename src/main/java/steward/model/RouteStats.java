package steward.model;

import java.util.Map;

/**
 * The numbers of one model since the start.
 *
 * @param breaker {@code closed}, {@code half_open} or {@code open}
 * @param inFlight calls under way now
 * @param attempts requests sent, retries included
 * @param completed calls answered whole
 * @param cancelled calls ended by their caller
 * @param failures calls that failed, by problem code; every call ends as one of these three
 * @param firstByte until the first event of a stream or the body of an answer
 * @param total until the end of calls answered whole
 */
public record RouteStats(
        String model,
        String provider,
        String breaker,
        long inFlight,
        long calls,
        long attempts,
        long retries,
        long completed,
        long cancelled,
        Map<String, Long> failures,
        Latency firstByte,
        Latency total) {}
