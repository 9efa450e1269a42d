package steward.platform.database;

import steward.platform.config.Bilingual;

/** Why the rows of a backup were not moved into PostgreSQL, which holds what it held before. For people. */
public final class MoveRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Bilingual text;
    private final boolean known;

    private MoveRefused(Bilingual text, boolean known, Throwable cause) {
        super(text.en(), cause);
        this.text = text;
        this.known = known;
    }

    static MoveRefused because(String zh, String en) {
        return because(zh, en, null);
    }

    static MoveRefused because(String zh, String en, Throwable cause) {
        return new MoveRefused(new Bilingual(zh, en), true, cause);
    }

    /** The connection broke while PostgreSQL was to commit: all of it is there or none. */
    static MoveRefused atTheCommit(Throwable cause) {
        return new MoveRefused(
                new Bilingual(
                        "提交时与 PostgreSQL 的连接断了：要么全部已写入，要么什么都没变。再运行一次即可。",
                        "The connection to PostgreSQL broke at the commit: all of it is there or nothing was changed. Run it"
                                + " again."),
                false,
                cause);
    }

    /** What is to be said. */
    public Bilingual text() {
        return text;
    }

    /** Whether it is sure that nothing was changed. */
    public boolean isOutcomeKnown() {
        return known;
    }
}
