package steward.money;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import steward.platform.database.Migrations;

/** The same ledger on PostgreSQL. */
class LedgerOnPostgresIT extends LedgerPromises {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void create() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                .start();
        Migrations.migrated(server.getPostgresDatabase());
    }

    @AfterAll
    static void drop() throws IOException {
        server.close();
    }

    @Override
    DataSource database() {
        return server.getPostgresDatabase();
    }
}
