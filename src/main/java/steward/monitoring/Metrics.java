package steward.monitoring;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import steward.admission.GateStats;
import steward.admission.LimiterStats;
import steward.cache.CacheStats;
import steward.cache.FlightStats;
import steward.model.ModelStats;
import steward.platform.database.PoolStats;

/**
 * This instance in numbers, since its start. A request here is one of a limited route, let in or not.
 *
 * @param totalRequests requests
 * @param concurrentRequests requests being answered now
 * @param cacheHitRate look-ups in the cache that found an answer, 0 to 1
 * @param rateLimitedRequests requests refused with 429
 * @param averageResponseTime seconds from a request's arrival to the end of its answer, in the mean
 * @param cacheSize answers in the cache
 */
@JsonPropertyOrder({
    "total_requests",
    "concurrent_requests",
    "cache_hit_rate",
    "rate_limited_requests",
    "average_response_time",
    "cache_size",
    "detail"
})
record Metrics(
        long totalRequests,
        int concurrentRequests,
        double cacheHitRate,
        long rateLimitedRequests,
        double averageResponseTime,
        long cacheSize,
        Detail detail) {
    /** More of the same, by the room it comes from. */
    record Detail(
            String serverId,
            int requestsInFlight,
            CacheStats cache,
            FlightStats flights,
            GateStats gate,
            LimiterStats limiter,
            ModelStats models,
            PoolStats database) {}
}
