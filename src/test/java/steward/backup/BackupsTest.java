package steward.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.TaskFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Backups of an embedded database in its file. */
class BackupsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path home;

    private JdbcConnectionPool pool;
    private Database database;
    private Path folder;

    @BeforeEach
    void aDatabaseWithRows() {
        pool = JdbcConnectionPool.create("jdbc:h2:file:" + home.resolve("data/steward"), "sa", "");
        database = new Database(pool, true);
        database.inTransaction(connection -> {
            Database.update(connection, "create table thing (n int)");
            return Database.update(connection, "insert into thing select x from system_range(1, 1000)");
        });
        folder = home.resolve("备份");
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    private Backups at(Instant moment) {
        return at(moment, new EmbeddedCopy(database));
    }

    private Backups at(Instant moment, DatabaseCopy copy) {
        var config = new BackupConfig("a", folder, folder, Duration.ofDays(30), null);
        return new Backups(config, List.of(copy), Clock.fixed(moment, ZoneOffset.UTC));
    }

    private static Backup made(Backups backups) throws IOException {
        return backups.make(early -> {});
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aBackupIsThereWithItsChecksumOnceItWasRead() throws IOException {
        var backup = made(at(NOON));

        assertThat(backup.id()).matches("backup_202611\\d\\d\\.zip");
        assertThat(backup.kind()).isEqualTo("embedded");
        assertThat(backup.bytes()).isPositive();
        assertThat(backup.verified().ok()).isTrue();
        assertThat(backup.verified().at()).isEqualTo(NOON);
        assertThat(at(NOON).all()).containsExactly(backup);
        assertThat(files()).containsExactly(backup.id(), backup.id() + ".sha256", backup.id() + ".verified");
        // as sha256sum --check reads it
        assertThat(folder.resolve(backup.id() + ".sha256")).hasContent(backup.sha256() + "  " + backup.id() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(backup.id()))))
                .isEqualTo("rw-------");
    }

    @Test
    void theSecondOfADayHasTheTimeInItsName() throws IOException {
        var first = made(at(NOON));
        var second = made(at(NOON.plusSeconds(60)));

        assertThat(second.id()).startsWith(first.id().replace(".zip", "_")).matches("backup_\\d{8}_\\d{6}\\.zip");
        assertThat(at(NOON).all()).extracting(Backup::id).containsExactlyInAnyOrder(first.id(), second.id());
    }

    @Test
    void whatIsDamagedIsFoundAndRemembered() throws IOException {
        var backup = made(at(NOON));
        var file = folder.resolve(backup.id());
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        var later = NOON.plusSeconds(3600);
        assertThat(at(later).verify(backup.id()).verified()).isEqualTo(new Backup.Verified(later, false, "checksum"));
        assertThat(at(later).all().get(0).verified().ok()).isFalse();
        // also where somebody gave it a checksum of its own
        Notes.write(file, Notes.sha256(file));
        assertThat(at(later).verify(backup.id()).verified().problem()).isEqualTo("unreadable");
        Files.delete(folder.resolve(backup.id() + ".sha256"));
        assertThat(at(later).verify(backup.id()).verified().problem()).isEqualTo("no_checksum");
        assertThat(at(later).all().get(0).sha256()).isNull();
    }

    @Test
    void whatIsWholeStaysWell() throws IOException {
        var backup = made(at(NOON));

        assertThat(at(NOON.plusSeconds(60)).verify(backup.id()).verified())
                .isEqualTo(new Backup.Verified(NOON.plusSeconds(60), true, null));
    }

    @Test
    void oldOnesGoOnceANewOneIsThere() throws IOException {
        var old = aged(made(at(NOON.minus(Duration.ofDays(40)))), Duration.ofDays(40));
        var young = aged(made(at(NOON.minus(Duration.ofDays(20)))), Duration.ofDays(20));
        Files.writeString(folder.resolve("letters.zip"), "not ours");
        Files.setLastModifiedTime(folder.resolve("letters.zip"), FileTime.from(NOON.minus(Duration.ofDays(400))));

        var latest = made(at(NOON));

        assertThat(at(NOON).all()).extracting(Backup::id).containsExactlyInAnyOrder(latest.id(), young);
        assertThat(files())
                .doesNotContain(old, old + ".sha256", old + ".verified")
                .contains("letters.zip");
    }

    @Test
    void whereNoneCanBeMadeTheLastGoodOneStaysHoweverOldItIs() throws IOException {
        var old = aged(made(at(NOON.minus(Duration.ofDays(400)))), Duration.ofDays(400));

        for (var broken : List.of(new Broken(true), new Broken(false))) {
            assertThatThrownBy(() -> made(at(NOON, broken))).isInstanceOfAny(TaskFailure.class, IOException.class);
        }

        assertThat(at(NOON).all()).extracting(Backup::id).containsExactly(old);
        assertThat(files()).hasSize(3);
    }

    private String aged(Backup backup, Duration age) throws IOException {
        Files.setLastModifiedTime(folder.resolve(backup.id()), FileTime.from(NOON.minus(age)));
        return backup.id();
    }

    /** Writes half of a file and fails, or writes what it cannot read. */
    private record Broken(boolean inWriting) implements DatabaseCopy {
        @Override
        public String ending() {
            return ".zip";
        }

        @Override
        public void write(Path file, Consumer<Runnable> onCancel) throws IOException {
            Files.writeString(file, "half");
            if (inWriting) {
                throw new TaskFailure("disk_full", "no space left", false);
            }
        }

        @Override
        public void read(Path file) throws IOException {
            throw new IOException("not whole");
        }
    }

    @Test
    void onlyABackupCanBeReadAgain() throws IOException {
        made(at(NOON));
        Files.writeString(home.resolve("backup_20200101.zip"), "outside");

        for (var id :
                List.of("../backup_20200101.zip", "backup_20200101.zip", "letters.zip", "", ".", "backup_x.zip")) {
            assertThatThrownBy(() -> at(NOON).verify(id))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.type()).isEqualTo(ProblemType.NOT_FOUND));
        }
    }

    @Test
    void withoutAFolderThereAreNone() {
        assertThat(at(NOON).all()).isEmpty();
    }

    @Test
    void theTaskTakesNoOrders() throws Exception {
        var task = new BackupTask(at(NOON));

        task.validate(Json.mapper().readTree("{}"));
        assertThatThrownBy(() -> task.validate(Json.mapper().readTree("{\"file\":\"/etc/passwd\"}")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.VALIDATION_FAILED));
    }
}
