package steward.platform.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/** The one place that takes the primary's pool from the container, so that no connection is borrowed uncounted. */
@ApplicationScoped
class PooledSource {
    @Resource(lookup = "java:app/jdbc/steward")
    private DataSource primary;

    @Produces
    @Pooled
    DataSource primary() {
        return new CountedDataSource(primary, ConnectionPool.primary());
    }
}
