package steward.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Equal questions asked at once are fetched once: the first to come leads, the others follow and hear everything from the
 * first piece. The leader, after boarding, looks into the cache once more ({@link ResponseCache#peek}): a flight may have
 * landed between its look-up and its boarding. Safe for many threads.
 */
public final class Flights {
    /** Beyond this a flight takes no more passengers, so that nothing has to be kept for them. */
    private static final long MAX_REPLAY_BYTES = 2L * 1024 * 1024;

    private final ConcurrentMap<CacheKey, Flight> underWay = new ConcurrentHashMap<>();
    private final long maxReplayBytes;
    private final LongAdder started = new LongAdder();
    private final LongAdder coalesced = new LongAdder();
    private final LongAdder abandoned = new LongAdder();

    public Flights() {
        this(MAX_REPLAY_BYTES);
    }

    Flights(long maxReplayBytes) {
        this.maxReplayBytes = maxReplayBytes;
    }

    /** Joins the flight under this key, or starts it as its leader. */
    public Boarding board(CacheKey key, FlightListener listener) {
        return board(key, listener, false);
    }

    /** As {@link #board}, for one whose flight crashed; is not told to board a third time. */
    public Boarding boardAgain(CacheKey key, FlightListener listener) {
        return board(key, listener, true);
    }

    public FlightStats stats() {
        return new FlightStats(underWay.size(), started.sum(), coalesced.sum(), abandoned.sum());
    }

    private Boarding board(CacheKey key, FlightListener listener, boolean again) {
        var follower = new Passenger(listener, false, again);
        while (true) {
            var flight = underWay.get(key);
            if (flight != null && flight.join(follower)) {
                coalesced.increment();
                follower.catchUp(flight);
                return new Boarding(flight, follower);
            }
            var own = new Flight(this, key, maxReplayBytes);
            var leader = new Passenger(listener, true, again);
            own.join(leader);
            if (flight == null ? underWay.putIfAbsent(key, own) == null : underWay.replace(key, flight, own)) {
                started.increment();
                return new Boarding(own, leader);
            }
        }
    }

    void forget(Flight flight) {
        underWay.remove(flight.key(), flight);
    }

    void abandoned(Flight flight) {
        abandoned.increment();
        forget(flight);
    }
}
