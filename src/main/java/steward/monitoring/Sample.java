package steward.monitoring;

import java.time.Instant;

/**
 * This instance at one moment. What counts up counts since the start, so that the difference of two samples is what
 * happened between them, however far they are apart.
 *
 * @param requests requests of limited routes
 * @param ended those of them that are answered
 * @param seconds what those took together
 * @param rateLimited requests refused with 429
 * @param busy questions refused with 503
 * @param running questions being answered
 * @param waiting questions waiting for their turn
 * @param cacheHits answers found in the cache
 * @param cacheMisses answers looked for and not found there
 * @param modelCalls calls of models
 * @param modelFailures those of them that failed
 * @param heapBytes what the Java heap holds
 */
record Sample(
        Instant at,
        long requests,
        long ended,
        double seconds,
        long rateLimited,
        long busy,
        int running,
        int waiting,
        long cacheHits,
        long cacheMisses,
        long modelCalls,
        long modelFailures,
        long heapBytes) {}
