package steward.identity;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.database.Database;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The same audit on PostgreSQL, where the application's role may append and nothing else. */
class AuditOnPostgresIT extends AuditPromises {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void create() throws IOException {
        server = EmbeddedPostgres.start();
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

    @Test
    void theRoleOfTheDocumentationMayAppendAndReadButNeitherChangeNorDelete() throws Exception {
        var owner = new Database(server.getPostgresDatabase(), false);
        for (var statement : documentedGrants().split(";")) {
            if (!statement.isBlank()) {
                owner.untilCommitted(connection -> connection.createStatement().execute(statement));
            }
        }
        var asApplication = new Database(server.getDatabase("steward_app", "postgres"), false);
        var entries = new AuditRepository(asApplication, new FakeTime());

        entries.append(List.of(new AuditEvent("user:王", "", "a.b", "c", "{}", "", "ok")));

        assertThat(entries.verify().intact()).isTrue();
        for (var forbidden : List.of(
                "update audit_entry set who = 'x'",
                "delete from audit_entry",
                "truncate audit_entry",
                "drop table audit_entry",
                "update ledger_entry set amount = 1",
                "delete from ledger_entry",
                "delete from audit_head")) {
            assertThatThrownBy(() -> asApplication.inTransaction(connection -> Database.update(connection, forbidden)))
                    .as(forbidden)
                    .hasRootCauseInstanceOf(SQLException.class)
                    .rootCause()
                    .hasFieldOrPropertyWithValue("SQLState", "42501");
        }
    }

    /** The block of SQL in the operators' page. */
    private static String documentedGrants() throws IOException {
        var page = Files.readString(Path.of("docs/audit.md"));
        var from = page.indexOf("```sql\n") + "```sql\n".length();
        return page.substring(from, page.indexOf("```", from)).replaceAll("(?m)--.*$", "");
    }
}
