package steward.schedule;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import steward.platform.database.Database;
import steward.platform.database.Migrations;

/** The same promises on PostgreSQL. */
class SchedulesOnPostgresIT extends SchedulePromises {
    private static EmbeddedPostgres server;
    private static Database database;

    @BeforeAll
    static void create() throws IOException {
        server = EmbeddedPostgres.start();
        Migrations.migrated(server.getPostgresDatabase());
        database = new Database(server.getPostgresDatabase(), false);
    }

    @AfterAll
    static void drop() throws IOException {
        server.close();
    }

    @Override
    DataSource source() {
        return server.getPostgresDatabase();
    }

    @Override
    Database database() {
        return database;
    }
}
