package steward.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import steward.knowledge.ImportFile.Description;
import steward.knowledge.ImportFile.State;
import steward.platform.artefact.Artefacts;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.NewTask;
import steward.task.QueueName;
import steward.task.TaskQueue;

/**
 * The files that wait to be imported, and what became of them. A file, its row and its task are accepted together or not at
 * all. Blocks; thread-safe.
 */
@ApplicationScoped
class ImportFiles {
    /** How long files and outcomes are kept. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final String ROW =
            "select id, owner, name, description, state, document_id, passages, cause, detail_zh,"
                    + " detail_en from import_file where task_id = ? order by id";

    private Database database;
    private Artefacts artefacts;
    private TaskQueue queue;
    private Clock clock;

    ImportFiles() {} // for the CDI proxy

    @Inject
    ImportFiles(Database database, Artefacts artefacts, TaskQueue queue, Clock clock) {
        this.database = database;
        this.artefacts = artefacts;
        this.queue = queue;
        this.clock = clock;
    }

    /** Accepts files and the task that will import them, in one transaction, and returns the task's id. */
    UUID submit(String owner, List<Upload> uploads) {
        var task = database.inTransaction(connection -> {
            purge(connection);
            var submitted = queue.submit(connection, task(owner, uploads.size()));
            for (var upload : uploads) {
                insert(connection, submitted.id(), owner, upload);
            }
            return submitted.id();
        });
        queue.wake(QueueName.STANDARD_TASKS);
        return task;
    }

    private static NewTask task(String owner, int files) {
        return NewTask.of(ImportTask.TYPE, owner, new ImportTask.Payload(files));
    }

    private void insert(Connection connection, UUID task, String owner, Upload upload) throws SQLException {
        var name = Objects.requireNonNullElse(upload.file().name(), "?");
        var artefact = artefacts.keep(
                connection,
                owner,
                name,
                "application/octet-stream",
                KEPT,
                upload.file().content());
        Database.update(
                connection,
                "insert into import_file (id, task_id, owner, name, description, state, expires_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                artefact.id(),
                task,
                owner,
                artefact.name(),
                written(Description.of(upload)),
                State.WAITING.label(),
                artefact.expiresAt());
    }

    /** Has the files of a task that failed or were never reached imported by a new task, and returns its id. */
    UUID retry(UUID task, String owner) {
        var again = database.inTransaction(connection -> {
            var left = files(connection, task, owner).stream()
                    .filter(file -> file.state() == State.WAITING || file.state() == State.FAILED)
                    .toList();
            if (left.isEmpty()) {
                throw new ProblemException(ProblemType.CONFLICT).with("reason", "nothing_to_retry");
            }
            var submitted = queue.submit(connection, task(owner, left.size()));
            for (var file : left) {
                Database.update(
                        connection,
                        "update import_file set task_id = ?, state = ?, cause = null, detail_zh = null, detail_en = null"
                                + " where id = ?",
                        submitted.id(),
                        State.WAITING.label(),
                        file.id());
            }
            return submitted.id();
        });
        queue.wake(QueueName.STANDARD_TASKS);
        return again;
    }

    /**
     * The files of a caller's task.
     *
     * @throws ProblemException not_found (404) where this caller has no such task
     */
    List<ImportFile> files(UUID task, String owner) {
        return database.inTransaction(connection -> files(connection, task, owner));
    }

    private static List<ImportFile> files(Connection connection, UUID task, String owner) throws SQLException {
        var files =
                Database.rows(connection, ROW, row -> row.getString("owner").equals(owner) ? file(row) : null, task)
                        .stream()
                        .filter(Objects::nonNull)
                        .toList();
        if (files.isEmpty()) {
            throw new ProblemException(ProblemType.NOT_FOUND).with("what", "task");
        }
        return files;
    }

    /** The bytes that are still to be imported. */
    Upload upload(ImportFile file) {
        var content = artefacts
                .content(file.id())
                .orElseThrow(() -> new ProblemException(ProblemType.GONE).with("what", "file"));
        return file.description().upload(file.name(), content);
    }

    /**
     * A file has become a document; its bytes are needed no more. Where two runs of a task hold the same file, as one of them
     * has lost its lease without knowing, the one that made the document is heard, not the one that found it made.
     */
    void imported(UUID file, Added added) {
        var state = added.duplicateOf() == null ? State.IMPORTED : State.DUPLICATE;
        database.inTransaction(connection -> {
            artefacts.forget(connection, file);
            return Database.update(
                    connection,
                    "update import_file set state = ?, document_id = ?, passages = ? where id = ? and state in (?, ?)",
                    state.label(),
                    added.documentId(),
                    added.chunks(),
                    file,
                    State.WAITING.label(),
                    (state == State.IMPORTED ? State.DUPLICATE : State.WAITING).label());
        });
    }

    /**
     * A file cannot become a document; its bytes are kept for another try. Not where another run has made one of it: it has
     * taken the bytes away, which is no failure.
     */
    void failed(UUID file, Refused refused) {
        database.inTransaction(connection -> Database.update(
                connection,
                "update import_file set state = ?, cause = ?, detail_zh = ?, detail_en = ? where id = ? and state = ?",
                State.FAILED.label(),
                refused.cause(),
                refused.detailZh(),
                refused.detailEn(),
                file,
                State.WAITING.label()));
    }

    private void purge(Connection connection) throws SQLException {
        Database.update(connection, "delete from import_file where expires_at <= ?", clock.instant());
    }

    private static ImportFile file(ResultSet row) throws SQLException {
        return new ImportFile(
                row.getObject("id", UUID.class),
                row.getString("name"),
                read(row.getString("description")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("document_id"),
                row.getObject("passages", Integer.class),
                row.getString("cause"),
                row.getString("detail_zh"),
                row.getString("detail_en"));
    }

    private static String written(Description description) {
        return Json.mapper().valueToTree(description).toString();
    }

    private static Description read(String json) {
        try {
            return Json.mapper().readValue(json, Description.class);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
