package steward.platform.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import steward.platform.config.Settings;

/**
 * What web.xml's data source makes its connections with: H2 in a file or PostgreSQL, as {@code DATABASE_URL} says, so
 * that one WAR serves both. The container pools the connections. Thread-safe.
 */
public class StewardDataSource implements DataSource {
    private final ConnectionPool pool; // null without one
    private volatile DataSource target;
    private volatile EmbeddedConnections embedded;
    private final Outage outage = new Outage();

    /** Made by the container. */
    public StewardDataSource() {
        this(ConnectionPool.primary());
    }

    StewardDataSource(ConnectionPool pool) {
        this.pool = pool;
    }

    /** For whoever keeps a connection for good, beside the pool. */
    public static DataSource unpooled() {
        return new StewardDataSource(null);
    }

    @Override
    public Connection getConnection() throws SQLException {
        var target = target();
        var made = embedded == null ? PromptConnection.of(outage.connection(target::getConnection)) : embedded.next();
        return pool == null ? made : pool.made(made);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    private DataSource target() throws SQLException {
        if (target == null) {
            synchronized (this) {
                if (target == null) {
                    begin(Settings.current());
                }
            }
        }
        return target;
    }

    private void begin(Settings settings) throws SQLException {
        var made = connectTo(settings);
        if (made instanceof JdbcDataSource) {
            embedded = new EmbeddedConnections(made, DiskReserve.current());
        }
        target = made;
    }

    /** Where to. */
    DataSource connectTo(Settings settings) throws SQLException {
        return to(DatabaseUrl.of(settings));
    }

    /** Connections without a pool. */
    public static DataSource to(DatabaseUrl url) {
        return url.isH2() ? h2(url) : postgresql(url);
    }

    static DataSource h2(DatabaseUrl url) {
        var h2 = new JdbcDataSource();
        h2.setURL(url.jdbc());
        h2.setUser(url.user());
        h2.setPassword(url.password());
        return h2;
    }

    private static DataSource postgresql(DatabaseUrl url) {
        var postgresql = new PGSimpleDataSource();
        postgresql.setURL(url.jdbc());
        postgresql.setUser(url.user());
        postgresql.setPassword(url.password());
        return postgresql;
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // the drivers log by java.util.logging
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // stands in the JDBC URL
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("steward.platform.database");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return target().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return target().isWrapperFor(type);
    }
}
