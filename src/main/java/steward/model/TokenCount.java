package steward.model;

/**
 * How many tokens a text has.
 *
 * @param exact false for an estimate, which is to be shown as one
 */
public record TokenCount(long tokens, boolean exact) {}
