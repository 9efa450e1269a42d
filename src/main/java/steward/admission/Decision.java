package steward.admission;

import java.time.Duration;

/**
 * What the limiter says to one request.
 *
 * @param allowed whether it may go on
 * @param limit requests a minute
 * @param remaining requests that could follow at once
 * @param resetAfter when the whole limit is free again, if nothing follows
 * @param retryAfter when the next request will be allowed; zero where this one is
 */
public record Decision(boolean allowed, int limit, int remaining, Duration resetAfter, Duration retryAfter) {}
