package steward.money;

import java.util.function.LongConsumer;

/** What each account took of its tokens over the last minute: in this instance's heap, or in Redis for all. Thread-safe. */
interface TokenWindows {
    /** Takes the tokens where they fit below the limit, else nothing. */
    Place take(String account, long limit, long tokens);

    /** Whether taking and correcting wait for another machine, so that no thread that serves HTTP may do it. */
    boolean mayWait();

    /** @param correction is told by how much more, or less, was used than taken */
    record Place(TokenWindow.Decision decision, LongConsumer correction) {}
}
