package steward.admission;

/**
 * One place among the requests worked on at once. Whoever holds it closes it when the answer has ended, however it ended;
 * closing twice gives back once. Safe for many threads.
 */
public interface Permit extends AutoCloseable {
    @Override
    void close();
}
