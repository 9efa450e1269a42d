package steward.money;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import steward.platform.database.Migrations;

/** The ledger on the embedded database. */
class LedgerTest extends LedgerPromises {
    private static JdbcConnectionPool database;

    @BeforeAll
    static void create() {
        database = inMemory();
    }

    static JdbcConnectionPool inMemory() {
        var pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
                "sa",
                "");
        Migrations.migrated(pool);
        return pool;
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
