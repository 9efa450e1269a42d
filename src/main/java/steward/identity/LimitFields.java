package steward.identity;

import java.util.Set;

/** The limits that a body sets, the same for keys, users, teams and organisations; null for no limit on that level. */
record LimitFields(Integer rpm, Integer tpm, Integer maxConcurrent) {
    static final Set<String> NAMES = Set.of("rpm", "tpm", "max_concurrent");
    static final LimitFields NONE = new LimitFields(null, null, null);
    private static final int MOST_REQUESTS = 1_000_000;
    private static final int MOST_TOKENS = 1_000_000_000;
    private static final int MOST_AT_ONCE = 100_000;

    static LimitFields of(Fields fields, LimitFields otherwise) {
        return new LimitFields(
                fields.number("rpm", otherwise.rpm(), 1, MOST_REQUESTS),
                fields.number("tpm", otherwise.tpm(), 1, MOST_TOKENS),
                fields.number("max_concurrent", otherwise.maxConcurrent(), 1, MOST_AT_ONCE));
    }
}
