package steward.cache;

/** A place on a {@link Flight}. Safe for many threads. */
public final class Boarding {
    private final Flight flight;
    private final Passenger passenger;

    Boarding(Flight flight, Passenger passenger) {
        this.flight = flight;
        this.passenger = passenger;
    }

    /** Whether this passenger has to fetch the answer and feed {@link #flight()}; exactly one of a flight does. */
    public boolean leader() {
        return passenger.leader();
    }

    public Flight flight() {
        return flight;
    }

    /**
     * Hears no more; the flight goes on for the others, and also where the leader leaves. Does nothing after the end or
     * the second time.
     */
    public void leave() {
        flight.leave(passenger);
    }
}
