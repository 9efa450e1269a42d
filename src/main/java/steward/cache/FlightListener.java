package steward.cache;

import steward.platform.problem.ProblemException;

/**
 * A passenger's side of a {@link Flight}. Called by one thread at a time, in order, but by different threads, and
 * possibly before {@link Flights#board} has returned; never with a lock held. Must not block: the calling thread has the
 * other passengers to tell. A listener that throws has left.
 */
public interface FlightListener {
    /** How often the source had to be asked; before the first piece and the landing, where it is told at all. */
    default void attempts(int attempts) {}

    /** The next piece; the array is shared, so nobody may write into it. */
    void piece(byte[] piece);

    /** All pieces have been told; this is the whole answer. Nothing follows. */
    void landed(byte[] result);

    /**
     * The answer failed. Nothing follows.
     *
     * @param mayBoardAgain whether it makes sense to {@link Flights#boardAgain board again}: this passenger was not the
     *     leader, has seen no piece, has not done so before, and the failure may have been the leader's alone
     */
    void crashed(ProblemException problem, boolean mayBoardAgain);
}
