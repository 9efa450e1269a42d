package steward.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps callers from waiting in vain for a server that does not answer: while it is away only one of them at a time tries
 * to connect, all others fail at once with what the last one was told. Thread-safe.
 */
final class Outage {
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile SQLException lately; // null while the server is there

    /** Connects, and may take seconds for it. */
    interface Connect {
        Connection connect() throws SQLException;
    }

    Connection connection(Connect server) throws SQLException {
        var failure = lately;
        if (failure == null) {
            return tried(server);
        }
        if (!trying.compareAndSet(false, true)) {
            throw new SQLException(failure.getMessage(), failure.getSQLState(), failure);
        }
        try {
            return tried(server);
        } finally {
            trying.set(false);
        }
    }

    private Connection tried(Connect server) throws SQLException {
        try {
            var connection = server.connect();
            lately = null;
            return connection;
        } catch (SQLException failure) {
            lately = isAway(failure) ? failure : null;
            throw failure;
        }
    }

    /** Class 08 of SQLSTATE is about the connection; a server that says no is there, and says it soon. */
    private static boolean isAway(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith("08");
    }
}
