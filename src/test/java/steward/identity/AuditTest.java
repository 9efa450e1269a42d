package steward.identity;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import steward.platform.database.Migrations;

/** The audit on the embedded database. */
class AuditTest extends AuditPromises {
    private static JdbcConnectionPool database;

    @BeforeAll
    static void create() {
        database = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
                "sa",
                "");
        Migrations.migrated(database);
    }

    @AfterAll
    static void drop() {
        database.dispose();
    }

    @Override
    DataSource database() {
        return database;
    }
}
