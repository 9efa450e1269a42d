package steward.knowledge;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.identity.Caller;
import steward.knowledge.ImportFile.State;
import steward.platform.artefact.Artefact;
import steward.platform.artefact.Artefacts;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.database.Migrations;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.FakeRun;
import steward.task.TaskRoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Many files by one task, also where something breaks in between. */
class ImportTaskTest {
    private static JdbcConnectionPool pool;
    private static Database database;

    private final List<String> read = new ArrayList<>();
    private final FakeRun run = new FakeRun(null);
    private ImportFiles files;

    @BeforeAll
    static void create() {
        pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
                "sa",
                "");
        Migrations.migrated(pool);
        database = new Database(pool, true);
    }

    @AfterAll
    static void drop() {
        pool.dispose();
    }

    @BeforeEach
    void open() {
        for (var table : List.of("import_file", "task", "artefact")) {
            database.inTransaction(connection -> Database.update(connection, "delete from " + table));
        }
        files = files(new Artefacts(database, new Ids(Clock.systemUTC()), Clock.systemUTC()));
    }

    private static ImportFiles files(Artefacts artefacts) {
        return new ImportFiles(database, artefacts, TaskRoom.queue(database, ImportTask.TYPE), Clock.systemUTC());
    }

    private static long rows(String table) {
        return database.inTransaction(connection ->
                        Database.first(connection, "select count(*) from " + table, row -> row.getLong(1)))
                .orElseThrow();
    }

    private static List<Upload> uploads(String... names) {
        return List.of(names).stream()
                .map(name -> new Upload(
                        KnowledgeHouse.document(null, null, List.of()),
                        new UploadedFile(name, "text/plain", ("内容 " + name).getBytes(StandardCharsets.UTF_8)),
                        null))
                .toList();
    }

    /** Reads nothing but notes what it is given; one name ends the process, so to say. */
    private ImportTask task(String fatal) {
        return new ImportTask(
                files,
                new FileImport() {
                    @Override
                    Added add(Upload upload, Caller caller, ImportTask.Progress progress) {
                        var name = upload.file().name();
                        read.add(name);
                        if (name.equals(fatal)) {
                            throw new OutOfMemoryError("on purpose");
                        }
                        if (name.startsWith("bad")) {
                            throw new ProblemException(ProblemType.UNREADABLE_FILE).with("cause", "file_empty");
                        }
                        return Added.added(name, 1);
                    }
                },
                owner -> new Caller(owner, true, false));
    }

    private FakeRun submitted(String... names) {
        return run.as(files.submit(run.owner(), uploads(names)));
    }

    private List<State> states() {
        return files.files(run.id(), run.owner()).stream()
                .map(ImportFile::state)
                .toList();
    }

    @Test
    void filesAndTheirTaskAreAcceptedTogetherOrNotAtAll() {
        var full = new Artefacts(database, new Ids(Clock.systemUTC()), Clock.systemUTC()) {
            @Override
            public Artefact keep(
                    Connection connection, String owner, String name, String type, Duration kept, byte[] content)
                    throws SQLException {
                if (name.equals("二.txt")) {
                    throw new SQLException("the disk is full", "53100");
                }
                return super.keep(connection, owner, name, type, kept, content);
            }
        };

        assertThatThrownBy(() -> files(full).submit("key:test", uploads("一.txt", "二.txt")))
                .isInstanceOf(ProblemException.class);
        assertThat(List.of(rows("task"), rows("import_file"), rows("artefact"))).containsExactly(0L, 0L, 0L);

        files.submit("key:test", uploads("一.txt", "二.txt"));
        assertThat(List.of(rows("task"), rows("import_file"), rows("artefact"))).containsExactly(1L, 2L, 2L);
    }

    @Test
    void afterACrashInTheMiddleNoFileIsImportedTwiceAndNoneIsForgotten() {
        submitted("一.txt", "two.txt", "三.txt");

        assertThatThrownBy(() -> task("two.txt").run(run)).isInstanceOf(OutOfMemoryError.class);
        assertThat(states()).containsExactly(State.IMPORTED, State.WAITING, State.WAITING);
        task(null).run(run);

        assertThat(read).containsExactly("一.txt", "two.txt", "two.txt", "三.txt");
        assertThat(states()).containsOnly(State.IMPORTED);
        assertThat(rows("artefact")).isZero();
    }

    @Test
    void aFileThatCannotBeReadDoesNotStopTheOthersAndIsTheOnlyOneToBeTriedAgain() {
        var first = submitted("一.txt", "bad.pdf", "三.txt").id();

        assertThat(task(null).run(run)).isEqualTo(Map.of("imported", 2, "duplicates", 0, "failed", 1, "waiting", 0));
        assertThat(states()).containsExactly(State.IMPORTED, State.FAILED, State.IMPORTED);

        run.as(files.retry(first, run.owner()));
        assertThat(files.files(run.id(), run.owner()))
                .extracting(ImportFile::name)
                .containsExactly("bad.pdf");
    }

    @Test
    void aTaskThatIsDeliveredThreeTimesReadsEachFileOnce() {
        submitted("一.txt", "bad.pdf", "三.txt");

        for (var delivery = 1; delivery <= 3; delivery++) {
            assertThat(task(null).run(run))
                    .isEqualTo(Map.of("imported", 2, "duplicates", 0, "failed", 1, "waiting", 0));
        }

        assertThat(read).containsExactly("一.txt", "bad.pdf", "三.txt");
    }

    @Test
    void whoHasLostTheLeaseWithoutKnowingTakesNothingBackFromWhoGoesOn() {
        submitted("一.txt", "二.txt");
        var late = new ImportTask(
                files,
                new FileImport() {
                    private boolean overtaken;

                    @Override
                    Added add(Upload upload, Caller caller, ImportTask.Progress progress) {
                        var name = upload.file().name();
                        if (!overtaken) {
                            // while this one is at its first file another run does all of them
                            overtaken = true;
                            task(null).run(run);
                        }
                        read.add("late " + name);
                        return new Added(name, "indexed", 1, null, name);
                    }
                },
                owner -> new Caller(owner, true, false));

        assertThat(late.run(run)).isEqualTo(Map.of("imported", 2, "duplicates", 0, "failed", 0, "waiting", 0));
        assertThat(read).containsExactly("一.txt", "二.txt", "late 一.txt");
    }

    @Test
    void aStopKeepsWhatIsDone() {
        submitted("一.txt", "二.txt");

        assertThat(task(null).run(run.stoppedAfter(1)))
                .isEqualTo(Map.of("imported", 1, "duplicates", 0, "failed", 0, "waiting", 1));
    }
}
