package steward.platform.database;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Settings;

/**
 * The copy of the rows that another PostgreSQL keeps ({@code DATABASE_REPLICA_URL}), to read from. It is read only while it
 * holds everything that the primary had committed when the reading began, so that whoever reads sees his own writes,
 * whichever instance took them. One that lags or fails is passed over at once by everybody, until a probe each second
 * finds it well again. Blocks; thread-safe.
 */
@ApplicationScoped
public class Replica {
    private static final Logger LOG = Logger.getLogger(Replica.class.getName());
    private static final long PROBE_MILLIS = 1_000;
    private static final int GUARD_MILLIS = 1_000;
    private static final int WORK_MILLIS = 30_000;
    /** With the waits of HAS_REACHED a twentieth of a second: more than a healthy copy needs, less than anybody notices. */
    private static final int MOST_LOOKS = 10;

    // where no commit waits for the disk, only what was inserted covers what was acknowledged
    private static final String POSITION =
            "select cast(case when current_setting('synchronous_commit') = 'off' then pg_current_wal_insert_lsn()"
                    + " else pg_current_wal_flush_lsn() end as text) as reached,"
                    + " (select system_identifier from pg_control_system()) as system";
    private static final String HAS_REACHED =
            "select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= cast(? as pg_lsn)"
                    + " and (select system_identifier from pg_control_system()) = ? as there";
    private static final String WAIT = "select pg_sleep(0.005)";

    private final AtomicBoolean probing = new AtomicBoolean();
    private final LongAdder used = new LongAdder();
    private final LongAdder passedOver = new LongAdder();

    @Inject
    @Pooled
    private DataSource primary;

    @Resource(lookup = "java:app/jdbc/stewardReplica")
    private DataSource copy;

    /** Without the pool, which would tell the log about each try; null where there is no replica. */
    private DataSource probed;

    private Executor executor;
    private ScheduledExecutorService timer;
    private ScheduledFuture<?> rounds;
    private volatile boolean up;
    private volatile boolean stopped;

    Replica() {} // for the CDI proxy

    @Inject
    Replica(@Blocking Executor executor, ScheduledExecutorService timer) {
        this.executor = executor;
        this.timer = timer;
        this.probed = DatabaseUrl.ofReplica(Settings.current())
                .map(StewardDataSource::to)
                .orElse(null);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        if (probed != null) {
            copy = new CountedDataSource(copy, ConnectionPool.replica());
            rounds = timer.scheduleWithFixedDelay(this::probe, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        up = false;
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    /**
     * What reading there comes to, or empty where it is to be read on the primary.
     *
     * @param work returns no null
     * @throws SQLException where the primary does not say how far it is
     */
    <T> Optional<T> read(Database.Work<T> work) throws SQLException {
        if (!up) {
            if (probed != null) {
                passedOver.increment();
            }
            return Optional.empty();
        }
        var result = attempt(position(), work);
        (result.isPresent() ? used : passedOver).increment();
        return result;
    }

    private <T> Optional<T> attempt(Position position, Database.Work<T> work) {
        try (var connection = copy.getConnection()) {
            try {
                if (!hasReached(connection, position)) {
                    away("lags", null);
                    return Optional.empty();
                }
                return Optional.of(inTransaction(connection, work));
            } catch (SQLException failure) {
                // what is broken must not be lent to the next reader
                connection.abort(Runnable::run);
                throw failure;
            }
        } catch (SQLException failure) {
            away("fails", failure);
            return Optional.empty();
        }
    }

    private static <T> T inTransaction(Connection connection, Database.Work<T> work) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, WORK_MILLIS);
        connection.setAutoCommit(false);
        try {
            var result = work.in(connection);
            connection.commit();
            return result;
        } catch (RuntimeException failure) {
            connection.rollback();
            throw failure;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Finds out whether it can be read, on a thread that may block; once at a time. */
    private void probe() {
        if (up || stopped || !probing.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                look();
                probing.set(false);
            });
        } catch (RejectedExecutionException busy) {
            probing.set(false);
        }
    }

    private void look() {
        try {
            var position = position();
            try (var connection = probed.getConnection()) {
                if (hasReached(connection, position)) {
                    LOG.info("replica.up");
                    up = !stopped;
                }
            }
        } catch (SQLException | RuntimeException away) {
            LOG.log(Level.FINE, "replica.away", away);
        }
    }

    private record Position(String reached, long system) {}

    private Position position() throws SQLException {
        try (var connection = primary.getConnection()) {
            return Database.rows(
                            connection, POSITION, row -> new Position(row.getString("reached"), row.getLong("system")))
                    .get(0);
        }
    }

    private static boolean hasReached(Connection connection, Position position) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, GUARD_MILLIS);
        for (var looks = 1; ; looks++) {
            if (Database.rows(
                            connection,
                            HAS_REACHED,
                            row -> row.getBoolean("there"),
                            position.reached(),
                            position.system())
                    .get(0)) {
                return true;
            }
            if (looks == MOST_LOOKS) {
                return false;
            }
            Database.rows(connection, WAIT, row -> true);
        }
    }

    private void away(String why, SQLException failure) {
        if (up) {
            up = false;
            LOG.log(Level.WARNING, "replica." + why, failure);
        }
    }

    /** As this instance has seen it since its start. */
    public ReplicaStats stats() {
        return new ReplicaStats(probed != null, up, used.sum(), passedOver.sum());
    }
}
