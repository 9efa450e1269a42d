package steward.platform.database;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.config.Settings;

/**
 * Closes the file of the embedded database when the application ends. The server's pool leaves its connections open on
 * undeployment, and H2 gives the file to no second owner: the next deployment would wait for ever.
 */
public final class EmbeddedDatabaseEnd implements Extension {
    private static final Logger LOG = Logger.getLogger(EmbeddedDatabaseEnd.class.getName());

    /** Made by the container. */
    public EmbeddedDatabaseEnd() {}

    void close(@Observes BeforeShutdown end) {
        var url = DatabaseUrl.of(Settings.current());
        if (url.isH2()) {
            shutDown(url);
        }
    }

    // the pool is gone by now: a connection of our own reaches the same database
    private static void shutDown(DatabaseUrl url) {
        try (var connection = StewardDataSource.h2(url).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException failure) {
            LOG.log(Level.WARNING, "database.close", failure);
        }
    }
}
