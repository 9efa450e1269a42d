package steward.deploy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import steward.platform.config.Settings;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The owner of the tables migrates; the application's own user reads and writes rows and can do no more. */
class TwoRolesIT {
    @Test
    void theApplicationsUserWritesRowsAndMakesNoTables() throws Exception {
        try (var server = PostgresServer.start()) {
            server.execute(
                    "postgres",
                    "create role steward_owner login",
                    "create role steward_app login",
                    "create database steward owner steward_owner");
            server.execute(
                    "steward",
                    "alter schema public owner to steward_owner",
                    "grant usage on schema public to steward_app",
                    "alter default privileges for role steward_owner in schema public"
                            + " grant select, insert, update, delete on tables to steward_app",
                    "alter default privileges for role steward_owner in schema public"
                            + " grant usage, select on sequences to steward_app");

            var applied = Migrations.migrated(Settings.of(Map.of(
                    "DATABASE_URL", server.url("steward_app", "steward"),
                    "DATABASE_OWNER_URL", server.url("steward_owner", "steward"))));

            assertThat(applied).isPositive();
            try (var connection = server.connect("steward_app", "steward");
                    var statement = connection.createStatement()) {
                assertThat(statement.executeUpdate(
                                "insert into instance values ('a', 'r', now(), now(), '1', 'f', 'all', 'up', '{}')"))
                        .isEqualTo(1);
                assertThatThrownBy(() -> statement.execute("create table mine (id int)"))
                        .hasMessageContaining("permission denied");
                assertThatThrownBy(() -> statement.execute("drop table instance"))
                        .hasMessageContaining("owner");
            }
        }
    }
}
