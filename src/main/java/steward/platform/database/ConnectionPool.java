package steward.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * What goes on in one of the container's pools. The container has no numbers of a pool that {@code web.xml} declares, so we
 * count where connections pass: {@link StewardDataSource} those that the pool has made and closed,
 * {@link CountedDataSource} those that somebody has borrowed and not given back. Thread-safe, without locks.
 */
public final class ConnectionPool {
    /** In seconds; one bucket more takes the rest. */
    private static final double[] BOUNDS = {0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30};

    private static final ConnectionPool PRIMARY = new ConnectionPool(declaredMax(), System::nanoTime);
    private static final ConnectionPool REPLICA = new ConnectionPool(declaredMax(), System::nanoTime);

    private final int max;
    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger asking = new AtomicInteger();
    private final LongAdder waited = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder borrowed = new LongAdder();
    private final LongAdder askedNanos = new LongAdder();
    private final LongAdder[] buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1).toArray(LongAdder[]::new);

    ConnectionPool(int max, LongSupplier nanoTime) {
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /** That of {@code DATABASE_URL}. */
    public static ConnectionPool primary() {
        return PRIMARY;
    }

    /** That of {@code DATABASE_REPLICA_URL}, which stays empty where that is not set. */
    public static ConnectionPool replica() {
        return REPLICA;
    }

    /** As web.xml has it: the settings are not asked there, since the server reads it before we can say anything. */
    private static int declaredMax() {
        try {
            return Integer.parseInt(System.getenv().getOrDefault("STEWARD_DB_POOL_MAX", "30"));
        } catch (NumberFormatException refusedByTheServer) {
            return 0;
        }
    }

    /** A connection that the pool has made; counted until it is closed. */
    Connection made(Connection connection) {
        open.incrementAndGet();
        return EndingConnection.of(connection, open::decrementAndGet);
    }

    /** Borrows a connection, which counts as in use until it is closed. */
    Connection borrow(DataSource pool) throws SQLException {
        if (usedUp()) {
            waited.increment();
        }
        asking.incrementAndGet();
        var begun = nanoTime.getAsLong();
        try {
            return lent(pool.getConnection());
        } catch (SQLException | RuntimeException none) {
            (usedUp() ? refused : failed).increment();
            throw none;
        } finally {
            count(nanoTime.getAsLong() - begun);
            asking.decrementAndGet();
        }
    }

    private Connection lent(Connection connection) {
        inUse.incrementAndGet();
        borrowed.increment();
        return EndingConnection.of(connection, inUse::decrementAndGet);
    }

    /** While the database is away this is not so: a connection that broke is closed, and no other takes its place. */
    private boolean usedUp() {
        return inUse.get() >= max;
    }

    private void count(long nanos) {
        var seconds = nanos / 1e9;
        var bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        askedNanos.add(nanos);
    }

    /** How it is now. */
    public PoolStats stats() {
        return new PoolStats(
                open.get(), inUse.get(), max, asking.get(), borrowed.sum(), waited.sum(), refused.sum(), failed.sum());
    }

    /** The upper bounds of {@link #askedFor}, in seconds, rising. */
    public static double[] bounds() {
        return BOUNDS.clone();
    }

    /** How many times the answer, a connection or none, took at most the bound in this place; past the last one, all. */
    public long askedFor(int upTo) {
        var sum = 0L;
        for (var i = 0; i <= upTo; i++) {
            sum += buckets[i].sum();
        }
        return sum;
    }

    /** What all of them took together. */
    public double askedSeconds() {
        return askedNanos.sum() / 1e9;
    }
}
