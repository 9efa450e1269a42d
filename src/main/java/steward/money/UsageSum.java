package steward.money;

/**
 * Requests and what they took.
 *
 * @param requests all of them
 * @param cached those of them that asked no model, since the answer was there or on its way to another
 * @param failed those of them that came to no good end
 */
record UsageSum(long requests, long cached, long failed, long promptTokens, long completionTokens, long costMicros) {
    static final UsageSum NONE = new UsageSum(0, 0, 0, 0, 0, 0);

    static UsageSum ofCached() {
        return new UsageSum(1, 1, 0, 0, 0, 0);
    }

    static UsageSum of(Tokens tokens, long costMicros, boolean failed) {
        return new UsageSum(1, 0, failed ? 1 : 0, tokens.prompt(), tokens.completion(), costMicros);
    }

    UsageSum plus(UsageSum other) {
        return new UsageSum(
                requests + other.requests,
                cached + other.cached,
                failed + other.failed,
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                costMicros + other.costMicros);
    }
}
