package steward.cache;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * One answer under way and everybody who waits for it. The leader feeds it; every passenger, the leader too, hears all
 * pieces from the first, in order, and then the end, each once. Pieces are a linked list that each passenger walks at its
 * own pace; the lock guards links and who is aboard, and is never held while a listener is told. Safe for many threads.
 */
public final class Flight {
    private static final Logger LOG = Logger.getLogger(Flight.class.getName());

    /** Failures that may be the leader's alone, so that another may have more luck. */
    private static final Set<ProblemType> LEADERS_OWN = EnumSet.of(
            ProblemType.INTERNAL_ERROR,
            ProblemType.UPSTREAM_ERROR,
            ProblemType.SERVER_BUSY,
            ProblemType.TOKEN_LIMIT_EXCEEDED,
            ProblemType.INSUFFICIENT_QUOTA,
            ProblemType.DATABASE_UNAVAILABLE,
            ProblemType.DISK_FULL);

    private final Flights flights;
    private final CacheKey key;
    private final long maxBytes;
    private final Object lock = new Object();
    private final Set<Passenger> aboard = ConcurrentHashMap.newKeySet(4);
    // from here guarded by lock
    private Passenger.Message last = new Start();
    private Passenger.Message start = last; // null once there is too much to tell to a late passenger
    private long bytes;
    private boolean over;
    private boolean abandoned;
    private Runnable onAbandoned;
    private Runnable onOver;

    Flight(Flights flights, CacheKey key, long maxBytes) {
        this.flights = flights;
        this.key = key;
        this.maxBytes = maxBytes;
    }

    CacheKey key() {
        return key;
    }

    /** Whether there was still room; then {@link Passenger#catchUp} is due. */
    boolean join(Passenger passenger) {
        synchronized (lock) {
            if (over || start == null) {
                return false;
            }
            passenger.startAfter(start);
            return aboard.add(passenger);
        }
    }

    /** Tells how often the source of the answer had to be asked; before its first piece. */
    public void attempts(int attempts) {
        synchronized (lock) {
            if (over) {
                return;
            }
            link(new Attempts(attempts));
        }
        tellAll();
    }

    /** Tells the next piece; after the end it is dropped. The array must not be written into from now on. */
    public void append(byte[] piece) {
        boolean full;
        synchronized (lock) {
            if (over) {
                return;
            }
            link(new Piece(piece));
            bytes += piece.length;
            full = start != null && bytes > maxBytes;
            if (full) {
                start = null;
            }
        }
        if (full) {
            flights.forget(this);
        }
        tellAll();
    }

    /**
     * Ends the flight with the whole answer; only the first end counts. An answer that is to be cached must be in the
     * cache before, or who comes between asks again.
     */
    public void land(byte[] result) {
        end(() -> new Landed(result));
    }

    /** Ends the flight with a failure; only the first end counts. */
    public void crash(ProblemException problem) {
        end(() -> new Crashed(problem, last instanceof Start && LEADERS_OWN.contains(problem.type())));
    }

    /**
     * What to do when the last passenger has left before the end, such as closing the upstream call. Runs once, on the
     * thread of whoever left, or at once where they all have left already. Only the latest given counts.
     */
    public void onAbandoned(Runnable action) {
        synchronized (lock) {
            if (!abandoned) {
                onAbandoned = action;
                return;
            }
        }
        run(action);
    }

    /** What to do when the flight has ended in whatever way; at once where it has already. Only the latest given counts. */
    void onOver(Runnable action) {
        synchronized (lock) {
            if (!over) {
                onOver = action;
                return;
            }
        }
        run(action);
    }

    void leave(Passenger passenger) {
        passenger.leave();
        Runnable action;
        Runnable after;
        synchronized (lock) {
            if (!aboard.remove(passenger) || over || !aboard.isEmpty()) {
                return;
            }
            over = true;
            abandoned = true;
            action = onAbandoned;
            after = onOver;
            onAbandoned = null;
        }
        flights.abandoned(this);
        if (action != null) {
            run(action);
        }
        if (after != null) {
            run(after);
        }
    }

    private void end(Supplier<Passenger.Message> message) {
        Runnable after;
        synchronized (lock) {
            if (over) {
                return;
            }
            over = true;
            onAbandoned = null;
            after = onOver;
            link(message.get());
        }
        flights.forget(this);
        tellAll();
        if (after != null) {
            run(after);
        }
    }

    private void link(Passenger.Message message) {
        last.next = message;
        last = message;
    }

    // a passenger who joins meanwhile is either among these or sees the new message when catching up itself
    private void tellAll() {
        aboard.forEach(passenger -> passenger.catchUp(this));
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "flight.abandon.failed", failed);
        }
    }

    private static final class Start extends Passenger.Message {
        @Override
        void tell(FlightListener listener, Passenger passenger) {
            throw new IllegalStateException("the start is never told");
        }
    }

    private static final class Attempts extends Passenger.Message {
        private final int attempts;

        Attempts(int attempts) {
            this.attempts = attempts;
        }

        @Override
        void tell(FlightListener listener, Passenger passenger) {
            listener.attempts(attempts);
        }
    }

    private static final class Piece extends Passenger.Message {
        private final byte[] piece;

        Piece(byte[] piece) {
            this.piece = piece;
        }

        @Override
        void tell(FlightListener listener, Passenger passenger) {
            listener.piece(piece);
        }
    }

    private static final class Landed extends Passenger.Message {
        private final byte[] result;

        Landed(byte[] result) {
            this.result = result;
        }

        @Override
        void tell(FlightListener listener, Passenger passenger) {
            listener.landed(result);
        }
    }

    private static final class Crashed extends Passenger.Message {
        private final ProblemException problem;
        private final boolean another;

        Crashed(ProblemException problem, boolean another) {
            this.problem = problem;
            this.another = another;
        }

        @Override
        void tell(FlightListener listener, Passenger passenger) {
            listener.crashed(problem, another && passenger.mayBoardAgain());
        }
    }
}
