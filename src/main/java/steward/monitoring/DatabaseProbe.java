package steward.monitoring;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Asks the database now and then whether it is there, never on the thread of who wants to know. A busy pool makes the
 * question wait; only when it waits for long is the database taken to be away. Thread-safe.
 */
final class DatabaseProbe {
    private static final Logger LOG = Logger.getLogger(DatabaseProbe.class.getName());
    private static final int ANSWER_SECONDS = 2;
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final DataSource database;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long askedAt;
    private volatile boolean answered;

    DatabaseProbe(DataSource database, Executor executor, LongSupplier nanoTime) {
        this.database = database;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** Asks, unless it still waits for the answer to the question before; {@code whenAnswered} runs on another thread. */
    void ask(Runnable whenAnswered) {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        askedAt = nanoTime.getAsLong();
        try {
            executor.execute(() -> {
                answered = isThere();
                asking.set(false);
                whenAnswered.run();
            });
        } catch (RejectedExecutionException shuttingDown) {
            asking.set(false);
        }
    }

    /** Whether the database answered when asked last, and does not let the present question wait too long. */
    boolean up() {
        return answered && !(asking.get() && nanoTime.getAsLong() - askedAt > LONGEST_NANOS);
    }

    private boolean isThere() {
        try (var connection = database.getConnection()) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException | RuntimeException away) {
            // once per outage: the next question will fail too
            LOG.log(answered ? Level.WARNING : Level.FINE, "database.away", away);
            return false;
        }
    }
}
