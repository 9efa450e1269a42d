package steward.admission;

/** How often each client may ask. Safe for many threads; never fails and never waits. */
public interface RateLimiter {
    /**
     * Takes one request of this client's allowance if there is one.
     *
     * @param client whom it is counted for: a key, a user or an address
     */
    Decision take(String client);

    /** As {@link #take(String)}, where this client has a limit of its own. */
    Decision take(String client, int requestsPerMinute);

    LimiterStats stats();
}
