package steward.identity;

import java.util.List;

/**
 * What a caller may use, level by level: the key, its user, their team, the organisation. A request counts on every level,
 * and the level that has least left decides; so a limit is inherited downward and never widened below. Immutable.
 *
 * @param levels the narrowest first; never empty for a caller
 */
public record Limits(List<Level> levels) {
    public Limits {
        levels = List.copyOf(levels);
    }

    /** No limits but the usual ones, for one owner. */
    public static Limits usual(String owner) {
        return new Limits(List.of(new Level(owner, null, null, null)));
    }

    /**
     * One owner's limits; null where this level sets none.
     *
     * @param owner as in {@link Caller#id()}: {@code key:…}, {@code user:…}; or {@code team:…}, {@code organisation:…}
     * @param rpm requests a minute
     * @param tpm tokens a minute
     * @param maxConcurrent answers being made at once
     */
    public record Level(String owner, Integer rpm, Integer tpm, Integer maxConcurrent) {}
}
