package steward.schedule;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import steward.platform.database.Database;
import steward.platform.database.Migrations;

/** On the embedded database. */
class SchedulesTest extends SchedulePromises {
    private static final String OPTIONS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
    private static JdbcConnectionPool pool;
    private static Database database;

    @BeforeAll
    static void create() {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + OPTIONS, "sa", "");
        Migrations.migrated(pool);
        database = new Database(pool, true);
    }

    @AfterAll
    static void drop() {
        pool.dispose();
    }

    @Override
    DataSource source() {
        return pool;
    }

    @Override
    Database database() {
        return database;
    }
}
