package steward.cache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One listener and how far it has heard. Whoever has news calls {@link #catchUp}; the first to come tells, the others
 * only leave word that there is more, so the listener is called by one thread at a time though no lock is held.
 */
final class Passenger {
    private static final Logger LOG = Logger.getLogger(Passenger.class.getName());

    private final FlightListener listener;
    private final boolean leader;
    private final boolean again;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean left;
    // written by the boarding thread before publication, then only by whoever took calls from 0
    private Message heard;

    Passenger(FlightListener listener, boolean leader, boolean again) {
        this.listener = listener;
        this.leader = leader;
        this.again = again;
    }

    boolean leader() {
        return leader;
    }

    boolean mayBoardAgain() {
        return !leader && !again;
    }

    void startAfter(Message message) {
        heard = message;
    }

    void leave() {
        left = true;
    }

    void catchUp(Flight flight) {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        var answered = 1;
        do {
            for (var next = heard.next; next != null && !left; next = next.next) {
                heard = next;
                tell(next, flight);
            }
            answered = calls.addAndGet(-answered);
        } while (answered != 0);
    }

    private void tell(Message message, Flight flight) {
        try {
            message.tell(listener, this);
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "flight.listener.failed", failed);
            flight.leave(this);
        }
    }

    /** A piece or the end, linked to the one after it once that is known. */
    abstract static class Message {
        volatile Message next;

        abstract void tell(FlightListener listener, Passenger passenger);
    }
}
