package steward.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.problem.FullDisk;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The rows by plain JDBC, in transactions. A database that fails is database_unavailable (503), one whose disk is full
 * disk_full (507); what is our own mistake or does not fit is an {@link IllegalStateException}. Blocks; thread-safe.
 */
@ApplicationScoped
public class Database {
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 5;

    @Inject
    @Pooled
    private DataSource dataSource;

    @Inject
    private Replica replica; // null in tests without one

    private Boolean embedded;

    Database() {} // for the container

    /** For tests, on their own database. */
    public Database(DataSource dataSource, boolean embedded) {
        this.dataSource = dataSource;
        this.embedded = embedded;
    }

    /** Work within one transaction. */
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** Reads one row. */
    public interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    /** Whether this is H2, which one instance has for itself. Does not connect. */
    public synchronized boolean isEmbedded() {
        if (embedded == null) {
            var settings = Settings.current();
            embedded = DatabaseUrl.of(settings.text(Setting.DATABASE_URL), "", settings.path(Setting.DATA_DIR))
                    .isH2();
        }
        return embedded;
    }

    /** A connection without automatic commit; whoever asks for it commits and closes it. */
    public Connection open() throws SQLException {
        var connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** All of the work is committed, or nothing where it throws. */
    public <T> T inTransaction(Work<T> work) {
        try (var connection = open()) {
            try {
                var result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    /** One statement, which commits by itself: a journey to the database less than {@link #inTransaction}. */
    public <T> T inOneStatement(Work<T> work) {
        try (var connection = dataSource.getConnection()) {
            return work.in(connection);
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    /**
     * As {@link #inTransaction}; work that lost against another transaction (a deadlock, H2's wait for a lock) is done
     * again, so it must leave nothing behind but rows.
     */
    public <T> T untilCommitted(Work<T> work) {
        for (var tries = 1; ; tries++) {
            try {
                return inTransaction(work);
            } catch (ProblemException lost) {
                if (tries == MOST_TRIES || !lostAgainstAnother(lost.getCause())) {
                    throw lost;
                }
            }
        }
    }

    /**
     * Reads and changes nothing: on the replica where it holds all that was committed before, else on the primary. For
     * lists and sums, which are many rows; what is one row costs more to look for there.
     *
     * @param work is done again on the primary where the replica fails, so that it must leave nothing behind; returns no
     *     null
     */
    public <T> T reading(Work<T> work) {
        try {
            var result = replica == null ? Optional.<T>empty() : replica.read(work);
            return result.orElseGet(() -> untilCommitted(work));
        } catch (SQLException failure) {
            throw told(failure);
        }
    }

    private static boolean lostAgainstAnother(Throwable failure) {
        return failure instanceof SQLException told
                && told.getSQLState() != null
                && (told.getSQLState().startsWith("40") || told.getSQLState().equals("HYT00"));
    }

    /** What callers are told of such a failure. */
    public static RuntimeException told(SQLException failure) {
        if (FullDisk.isCauseOf(failure)) {
            return FullDisk.problem(failure);
        }
        return isOurMistake(failure)
                ? new IllegalStateException(failure)
                : new ProblemException(ProblemType.DATABASE_UNAVAILABLE, failure).retryAfter(RETRY);
    }

    /** Classes 22, 23 and 42 of SQLSTATE: this data or statement does not fit, though the database is well. */
    private static boolean isOurMistake(SQLException failure) {
        var state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
    }

    /** Changes rows and returns how many. Values are set in order; instants and nulls are welcome. */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Reads all rows. */
    public static <T> List<T> rows(Connection connection, String sql, Row<T> read, Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            set(statement, values);
            try (var rows = statement.executeQuery()) {
                var found = new ArrayList<T>();
                while (rows.next()) {
                    found.add(read.from(rows));
                }
                return found;
            }
        }
    }

    /** Reads the first row, if there is one. */
    public static <T> Optional<T> first(Connection connection, String sql, Row<T> read, Object... values)
            throws SQLException {
        return rows(connection, sql, read, values).stream().findFirst();
    }

    /** Fills a statement's places in order. */
    public static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            var value = values[i];
            statement.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }

    /** A time of a row; null where it has none. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
