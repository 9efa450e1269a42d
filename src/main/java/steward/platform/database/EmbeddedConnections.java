package steward.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/**
 * Connections to the embedded database that outlive a full disk. H2 closes its store when a write fails, and goes on
 * handing out connections to the closed one for as long as the process lives; here the next connection opens the file
 * anew, with everything that was committed. And so that it seldom comes to that, nothing is written where the reserve of
 * the disk is used up. Thread-safe.
 */
final class EmbeddedConnections {
    private static final Logger LOG = Logger.getLogger(EmbeddedConnections.class.getName());

    private final DataSource h2;
    private final DiskReserve reserve;
    private Database opened; // guarded by this; null before the first connection

    EmbeddedConnections(DataSource h2, DiskReserve reserve) {
        this.h2 = h2;
        this.reserve = reserve;
    }

    Connection next() throws SQLException {
        return CarefulConnection.of(open(), reserve);
    }

    private synchronized Connection open() throws SQLException {
        if (opened != null && isBroken(opened)) {
            LOG.log(Level.INFO, "database.reopened file={0}", opened.getName());
            opened.shutdownImmediately();
            opened = null;
        }
        var connection = h2.getConnection();
        opened = databaseOf(connection);
        return connection;
    }

    /** Whether nothing can be written by this connection any more, and soon nothing be read. */
    static boolean isBroken(Connection connection) throws SQLException {
        return isBroken(databaseOf(connection));
    }

    private static boolean isBroken(Database database) {
        return database.getStore().getMvStore().isClosed();
    }

    // H2's own check of a connection does not ask the store
    private static Database databaseOf(Connection connection) throws SQLException {
        var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase();
    }
}
