package steward.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();

    @TempDir
    private Path folder;

    private Path home;
    private Path backups;

    private record Ran(int exit, String output) {}

    @BeforeEach
    void anInstallation() throws IOException {
        home = folder.resolve("安装 目录");
        backups = folder.resolve("备份");
        for (var part : List.of(
                "steward", "scripts", "target/steward.war", "target/payara-micro.jar", "target/steward/WEB-INF")) {
            link(part);
        }
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

            var backup = run(postgres(server, "live"), "scripts/backup.sh", "--to", backups.toString());
            assertThat(backup)
                    .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());
            var restore = run(
                    postgres(server, "fresh"),
                    "scripts/restore.sh",
                    dump(".dump").toString(),
                    "--yes");
            assertThat(restore)
                    .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());

            for (var table : List.of("instance", "schema_history", "knowledge_state")) {
                assertThat(server.count("fresh", table)).isEqualTo(server.count("live", table));
            }
            // over a database that holds something else by now
            server.execute("fresh", "delete from instance");
            assertThat(run(
                                    postgres(server, "fresh"),
                                    "scripts/restore.sh",
                                    dump(".dump").toString(),
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

            var restore = run(postgres(server, "fresh"), "scripts/restore.sh", latest.toString(), "--yes");

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
        embedded(
                "insert into instance values ('server-1', 'r', current_timestamp, current_timestamp, '1', 'f', 'all', 'up', '{}')");
        assertThat(run(environment, "scripts/backup.sh", "--to", backups.toString()))
                .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());
        embedded("delete from instance");
        Files.createDirectories(home.resolve("data/index"));

        assertThat(run(environment, "scripts/restore.sh", dump(".zip").toString(), "--yes"))
                .satisfies(ran -> assertThat(ran.exit()).as(ran.output()).isZero());

        assertThat(embedded("update instance set state = 'stopped'")).isEqualTo(1);
        // a copy of other rows; the next start makes it anew
        assertThat(home.resolve("data/index")).doesNotExist();
        // for the audit, which the next start tells it to
        assertThat(home.resolve("data/restored"))
                .content()
                .startsWith(dump(".zip").getFileName().toString());
    }

    @Test
    void aDamagedBackupIsRefusedBeforeAnythingIsTouched() throws Exception {
        var environment = Map.of("DATA_DIR", home.resolve("data").toString(), "STEWARD_ENV", "dev");
        embedded(
                "insert into instance values ('server-1', 'r', current_timestamp, current_timestamp, '1', 'f', 'all', 'up', '{}')");
        run(environment, "scripts/backup.sh", "--to", backups.toString());
        var zip = dump(".zip");
        var bytes = Files.readAllBytes(zip);
        bytes[bytes.length / 2] ^= 1;
        Files.write(zip, bytes);

        var ran = run(environment, "scripts/restore.sh", zip.toString(), "--yes", "--lang", "en");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output()).contains("damaged");
        assertThat(embedded("update instance set state = 'stopped'")).isEqualTo(1);
    }

    @Test
    void oldBackupsGoButNeverTheOneThatWasJustMade() throws Exception {
        var environment = Map.of("DATA_DIR", home.resolve("data").toString(), "STEWARD_ENV", "dev");
        embedded("delete from instance");
        Files.createDirectories(backups);
        var old = Files.writeString(backups.resolve("backup_20200101.zip"), "old");
        var young = Files.writeString(backups.resolve("backup_20991231.zip"), "young");
        var other = Files.writeString(backups.resolve("letters.zip"), "not ours");
        var now = Clock.systemUTC().instant();
        for (var file : List.of(old, other)) {
            Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(40))));
        }
        assertThat(run(environment, "scripts/backup.sh", "--to", backups.toString())
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

    private Map<String, String> postgres(PostgresServer server, String database) {
        return Map.of(
                "STEWARD_ENV",
                "dev",
                "DATABASE_URL",
                server.url("backend", database),
                "PATH",
                server.programsFolder() + ":" + System.getenv("PATH"));
    }

    /** Makes the tables where they are missing and changes rows; returns how many. */
    private int embedded(String statement) throws SQLException {
        var data = home.resolve("data");
        Migrations.migrated(Settings.of(Map.of("DATA_DIR", data.toString())));
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + data.resolve("steward") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                        "sa",
                        "");
                var change = connection.createStatement()) {
            return change.executeUpdate(statement);
        }
    }

    private Path dump(String ending) throws IOException {
        try (Stream<Path> files = Files.list(backups)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Ran run(Map<String, String> environment, String script, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(home.resolve(script).toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        return new Ran(process.waitFor(), output);
    }

    /** Links the files where the file system allows it: the server is 100 MB. */
    private void link(String part) throws IOException {
        try (var files = Files.walk(REPOSITORY.resolve(part))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = home.resolve(REPOSITORY.relativize(file).toString());
                Files.createDirectories(target.getParent());
                try {
                    Files.createLink(target, file);
                } catch (IOException | UnsupportedOperationException otherFileSystem) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
