package steward.platform.database;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import javax.sql.DataSource;
import steward.platform.config.Settings;

/** What web.xml's second data source makes its connections with: the replica of {@code DATABASE_REPLICA_URL}. Thread-safe. */
public final class ReplicaDataSource extends StewardDataSource {
    /** Made by the container, also where there is no replica; nobody asks it for a connection then. */
    public ReplicaDataSource() {
        super(ConnectionPool.replica());
    }

    @Override
    DataSource connectTo(Settings settings) throws SQLException {
        return DatabaseUrl.ofReplica(settings)
                .map(StewardDataSource::to)
                .orElseThrow(() -> new SQLFeatureNotSupportedException("DATABASE_REPLICA_URL is not set"));
    }
}
