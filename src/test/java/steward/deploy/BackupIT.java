package steward.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Settings;
import steward.platform.database.Migrations;
import steward.server.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/** The drill: what was backed up comes back whole, on PostgreSQL and embedded; what is damaged does not. */
class BackupIT {
    @TempDir
    private Path folder;

    private Installation installation;
    private Path home;
    private Path backups;

    @BeforeEach
    void anInstallation() {
        installation = Installation.in(folder);
        home = installation.home();
        backups = installation.backups();
    }

    @Test
    void onPostgresqlEveryRowComesBackOnAnEmptyServer() throws Exception {
        try (var server = PostgresServer.start()) {
            server.execute("postgres", "create database live", "create database fresh");
            Migrations.migrated(Settings.of(Map.of("DATABASE_URL", server.url("backend", "live"))));
            server.execute(
                    "live",
                    "insert into instance select 'n' || i, 'r', now(), now(), '1', 'f', 'all', 'up', '{\"年\":1}'"
                            + " from generate_series(1, 1000) i");

            var backup =
                    installation.run(installation.on(server, "live"), "scripts/backup.sh", "--to", backups.toString());
            assertThat(backup)
                    .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());
            var restore = installation.run(
                    installation.on(server, "fresh"),
                    "scripts/restore.sh",
                    installation.backup(".dump").toString(),
                    "--yes");
            assertThat(restore)
                    .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());

            for (var table : List.of("instance", "schema_history", "knowledge_state")) {
                assertThat(server.count("fresh", table)).isEqualTo(server.count("live", table));
            }
            // over a database that holds something else by now
            server.execute("fresh", "delete from instance");
            assertThat(installation
                            .run(
                                    installation.on(server, "fresh"),
                                    "scripts/restore.sh",
                                    installation.backup(".dump").toString(),
                                    "--yes")
                            .exit())
                    .isZero();
            assertThat(server.count("fresh", "instance")).isEqualTo(1000);
        }
    }

    @Test
    void whatAnInstanceHasMadeBySettingIsRestoredByTheScript() throws Exception {
        try (var server = PostgresServer.start()) {
            server.execute("postgres", "create database live", "create database fresh");
            try (var steward = Instance.start(
                    "backup-postgres",
                    Map.of(
                            "DATABASE_URL",
                            server.url("backend", "live"),
                            "BACKUP_SCHEDULE",
                            "* * * * * *",
                            "BACKUP_DIR",
                            backups.toString(),
                            "PATH",
                            server.programsFolder() + ":" + System.getenv("PATH")))) {
                assertThat(steward.post("/api/knowledge/add", "{\"content\":\"年假十天\"}")
                                .statusCode())
                        .isEqualTo(201);
                var earlier = made();
                // one that was begun after the document was there
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> made().size() >= earlier.size() + 2);
            }
            var latest = made().get(made().size() - 1);

            var restore = installation.run(
                    installation.on(server, "fresh"), "scripts/restore.sh", latest.toString(), "--yes");

            assertThat(restore)
                    .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());
            assertThat(server.count("fresh", "document")).isEqualTo(1);
            assertThat(server.count("fresh", "schedule")).isEqualTo(server.count("live", "schedule"));
        }
    }

    /** By name, which is by time. */
    private List<Path> made() throws IOException {
        if (!Files.isDirectory(backups)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(backups)) {
            return files.filter(file -> file.toString().endsWith(".dump"))
                    .sorted(Comparator.comparing(
                            file -> file.getFileName().toString().replace(".dump", "_")))
                    .toList();
        }
    }

    @Test
    void theEmbeddedDatabaseComesBackToo() throws Exception {
        var environment = Map.of("DATA_DIR", home.resolve("data").toString(), "STEWARD_ENV", "dev");
        installation.embedded(
                "insert into instance values ('server-1', 'r', current_timestamp, current_timestamp, '1', 'f', 'all', 'up', '{}')");
        assertThat(installation.run(environment, "scripts/backup.sh", "--to", backups.toString()))
                .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());
        installation.embedded("delete from instance");
        Files.createDirectories(home.resolve("data/index"));

        assertThat(installation.run(
                        environment,
                        "scripts/restore.sh",
                        installation.backup(".zip").toString(),
                        "--yes"))
                .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());

        assertThat(installation.embedded("update instance set state = 'stopped'"))
                .isEqualTo(1);
        // a copy of other rows; the next start makes it anew
        assertThat(home.resolve("data/index")).doesNotExist();
        // for the audit, which the next start tells it to
        assertThat(home.resolve("data/restored"))
                .content()
                .startsWith(installation.backup(".zip").getFileName().toString());
    }

    @Test
    void aDamagedBackupIsRefusedBeforeAnythingIsTouched() throws Exception {
        var environment = Map.of("DATA_DIR", home.resolve("data").toString(), "STEWARD_ENV", "dev");
        installation.embedded(
                "insert into instance values ('server-1', 'r', current_timestamp, current_timestamp, '1', 'f', 'all', 'up', '{}')");
        installation.run(environment, "scripts/backup.sh", "--to", backups.toString());
        var zip = installation.backup(".zip");
        var bytes = Files.readAllBytes(zip);
        bytes[bytes.length / 2] ^= 1;
        Files.write(zip, bytes);

        var ran = installation.run(environment, "scripts/restore.sh", zip.toString(), "--yes", "--lang", "en");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output()).contains("damaged");
        assertThat(installation.embedded("update instance set state = 'stopped'"))
                .isEqualTo(1);
    }

    @Test
    void oldBackupsGoButNeverTheOneThatWasJustMade() throws Exception {
        var environment = Map.of("DATA_DIR", home.resolve("data").toString(), "STEWARD_ENV", "dev");
        installation.embedded("delete from instance");
        Files.createDirectories(backups);
        var old = Files.writeString(backups.resolve("backup_20200101.zip"), "old");
        var young = Files.writeString(backups.resolve("backup_20991231.zip"), "young");
        var other = Files.writeString(backups.resolve("letters.zip"), "not ours");
        var now = Clock.systemUTC().instant();
        for (var file : List.of(old, other)) {
            Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(40))));
        }
        assertThat(installation
                        .run(environment, "scripts/backup.sh", "--to", backups.toString())
                        .exit())
                .isZero();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(other).exists();
        try (Stream<Path> files = Files.list(backups)) {
            assertThat(files.filter(file -> file.toString().endsWith(".sha256")))
                    .hasSize(1);
        }
    }
}
