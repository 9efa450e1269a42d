package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;
import steward.platform.json.Json;

/** Reads tasks for those who own them; another's is not there. Blocks; thread-safe. */
@ApplicationScoped
class TaskRepository {
    private static final int MOST_LINES = 200;
    private static final int MOST_ATTEMPTS = 100;
    private static final String ROW =
            "select id, type, queue, state, owner, priority, payload, created_at, run_at, wake_at,"
                    + " started_at, finished_at, attempt, failures, max_retries, timeout_s, worker, cancel_requested, unique_key,"
                    + " callback_url, progress_done, progress_total, progress_message, wait_reason, result, error_code, error,"
                    + " case when wake_at < current_timestamp then true else false end as is_over from task";

    private Database database;
    private Dialect dialect;

    TaskRepository() {} // for the CDI proxy

    @Inject
    TaskRepository(Database database) {
        this.database = database;
        this.dialect = Dialect.of(database.isEmbedded());
    }

    /** With its runs and its log. */
    Optional<TaskInfo> find(UUID id, String owner) {
        return database.inTransaction(connection -> {
            var task = row(connection, id, owner);
            return task.isEmpty()
                    ? task
                    : Optional.of(task.get().with(null, attempts(connection, task.get()), log(connection, id)));
        });
    }

    /** Without its runs and its log. */
    Optional<TaskInfo> glance(UUID id, String owner) {
        return database.inTransaction(connection -> row(connection, id, owner));
    }

    /** The owner is compared here and not in the query, because H2 would then read all tasks of a busy one. */
    private static Optional<TaskInfo> row(Connection connection, UUID id, String owner) throws SQLException {
        return Database.rows(
                        connection,
                        ROW + " where id = ?",
                        row -> row.getString("owner").equals(owner) ? info(row) : null,
                        id)
                .stream()
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Newest first, after the one that the cursor names; those that are over are left out. */
    List<TaskInfo> page(String owner, Filter filter, int limit, Optional<UUID> after) {
        var values = new ArrayList<Object>();
        var query = query(owner, filter, after, values);
        values.add(limit);
        return database.reading(connection -> Database.rows(connection, query, TaskRepository::info, values.toArray()));
    }

    /** Adds the values of its places but the last, which is how many. */
    String query(String owner, Filter filter, Optional<UUID> after, List<Object> values) {
        var where = new StringBuilder(dialect.by(index(filter))).append(" where owner = ?");
        values.add(owner);
        after.ifPresent(id -> and(where, values, "id < ?", id));
        filter.state().ifPresent(state -> and(where, values, "state = ?", state.label()));
        filter.type().ifPresent(type -> and(where, values, "type = ?", type));
        filter.queue().ifPresent(queue -> and(where, values, "queue = ?", queue.label()));
        return ROW + where + " order by owner, id desc limit ?";
    }

    /** Nearly all rows are of tasks that succeeded: whoever asks for others must not read through those. */
    private static String index(Filter filter) {
        return filter.state().orElse(TaskState.SUCCEEDED) == TaskState.SUCCEEDED ? "task_by_owner" : "task_due";
    }

    private static void and(StringBuilder where, List<Object> values, String condition, Object value) {
        where.append(" and ").append(condition);
        values.add(value);
    }

    /** Which tasks to list. */
    record Filter(Optional<TaskState> state, Optional<String> type, Optional<QueueName> queue) {}

    private static List<TaskInfo.Attempt> attempts(Connection connection, TaskInfo task) throws SQLException {
        var runs = new ArrayList<TaskInfo.Attempt>();
        if (task.status() == TaskState.RUNNING || task.status() == TaskState.SUCCEEDED) {
            runs.add(new TaskInfo.Attempt(
                    task.attempt(), task.status().label(), task.worker(), task.startedAt(), task.finishedAt(), null));
        }
        runs.addAll(Database.rows(
                connection,
                "select number, outcome, worker, started_at, ended_at, error_code, error from task_attempt"
                        + " where task_id = ? order by fence desc limit " + MOST_ATTEMPTS,
                row -> new TaskInfo.Attempt(
                        row.getInt("number"),
                        row.getString("outcome"),
                        row.getString("worker"),
                        Database.instant(row, "started_at"),
                        Database.instant(row, "ended_at"),
                        failure(row)),
                task.id()));
        return runs;
    }

    private static List<TaskInfo.LogLine> log(Connection connection, UUID id) throws SQLException {
        var lines = new ArrayList<>(Database.rows(
                connection,
                "select at, line from task_log where task_id = ? order by line_no desc limit " + MOST_LINES,
                row -> new TaskInfo.LogLine(Database.instant(row, "at"), row.getString("line")),
                id));
        Collections.reverse(lines);
        return lines;
    }

    private static TaskInfo info(ResultSet row) throws SQLException {
        var state = TaskState.labelled(row.getString("state"));
        return new TaskInfo(
                row.getObject("id", UUID.class),
                row.getString("type"),
                QueueName.labelled(row.getString("queue")).orElseThrow(),
                state,
                row.getInt("priority"),
                json(row.getString("payload")),
                Database.instant(row, "created_at"),
                Database.instant(row, "run_at"),
                Database.instant(row, "started_at"),
                Database.instant(row, "finished_at"),
                state.isEnd() ? Database.instant(row, "wake_at") : null,
                row.getInt("attempt"),
                row.getInt("failures"),
                row.getInt("max_retries"),
                row.getInt("timeout_s"),
                row.getString("worker"),
                row.getBoolean("cancel_requested") ? true : null,
                row.getString("unique_key"),
                row.getString("callback_url"),
                progress(row),
                state == TaskState.SUCCEEDED || state == TaskState.CANCELLED ? null : failure(row),
                null,
                null,
                null,
                row.getString("wait_reason"),
                json(row.getString("result")),
                state.isEnd() && row.getBoolean("is_over"));
    }

    private static TaskInfo.Progress progress(ResultSet row) throws SQLException {
        var done = row.getObject("progress_done", Long.class);
        if (done == null) {
            return null;
        }
        var total = row.getLong("progress_total");
        return new TaskInfo.Progress(done, total == 0 ? null : total, row.getString("progress_message"));
    }

    private static TaskInfo.Failure failure(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        return code == null ? null : new TaskInfo.Failure(code, row.getString("error"));
    }

    private static JsonNode json(String text) {
        return text == null ? null : Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
