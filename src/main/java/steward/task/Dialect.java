package steward.task;

/**
 * Where H2 and PostgreSQL differ. H2 belongs to one instance, whose claims follow each other, so it needs no skipping of
 * rows that others have locked; nor could it, as it applies the limit before skipping.
 *
 * @param clock the moment within a transaction; the rest of the statements take the transaction's beginning
 * @param skipLocked ends a query whose rows are about to be changed
 */
record Dialect(boolean embedded, String clock, String skipLocked) {
    private static final Dialect H2 = new Dialect(true, "current_timestamp", " for update");
    private static final Dialect POSTGRESQL = new Dialect(false, "clock_timestamp()", " for update skip locked");

    static Dialect of(boolean embedded) {
        return embedded ? H2 : POSTGRESQL;
    }

    /** Behind a table's name: the index that H2 would not choose by itself; PostgreSQL knows from its statistics. */
    String by(String index) {
        return embedded ? " use index (" + index + ")" : "";
    }

    /** The moment this many milliseconds from now; a place for the number. */
    String inMillis() {
        return embedded
                ? "dateadd('MILLISECOND', cast(? as bigint), current_timestamp)"
                : "current_timestamp + cast(? as bigint) * interval '1 millisecond'";
    }
}
