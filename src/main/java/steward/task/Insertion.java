package steward.task;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import steward.platform.database.Database;

/** Writes the rows of accepted tasks, within whatever transaction it is given. Stateless. */
final class Insertion {
    private static final int TRIES = 5;
    private static final String COLUMNS = "insert into task (id, type, queue, state, owner, priority, payload, attempt,"
            + " failures, losses, max_retries, timeout_s, fence, cancel_requested, unique_key, live_key, callback_url,"
            + " created_at, run_at, wake_at) values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, 0, false, ?, ?, ?,"
            + " current_timestamp, ";

    private final String atOnce;
    private final String later;
    private final String at;

    Insertion(Dialect dialect) {
        var inMillis = dialect.inMillis();
        atOnce = COLUMNS + "current_timestamp, null)";
        later = COLUMNS + inMillis + ", " + inMillis + ")";
        at = COLUMNS + "cast(? as timestamp with time zone), cast(? as timestamp with time zone))";
    }

    /** All of them; a task with a unique key that is taken is not written, its holder is returned instead. */
    List<Submitted> write(Connection connection, List<TaskRow> rows) throws SQLException {
        var plain = rows.stream()
                .filter(row -> row.liveKey() == null && row.state() == TaskState.QUEUED)
                .toList();
        writeTogether(connection, plain);
        var written = new ArrayList<Submitted>();
        for (var row : rows) {
            written.add(
                    row.liveKey() == null && row.state() == TaskState.QUEUED ? row.submitted() : one(connection, row));
        }
        return written;
    }

    private void writeTogether(Connection connection, List<TaskRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement(atOnce)) {
            for (var row : rows) {
                set(insert, row);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Two who come at once with one key: the later waits for the earlier's commit and then finds its task. */
    private Submitted one(Connection connection, TaskRow row) throws SQLException {
        for (var i = 0; i < TRIES; i++) {
            if (inserted(connection, row)) {
                return row.submitted();
            }
            var holder = Database.first(
                    connection,
                    "select id, state from task where live_key = ?",
                    found -> new Submitted(
                            found.getObject("id", UUID.class), TaskState.labelled(found.getString("state")), false),
                    row.liveKey());
            if (holder.isPresent()) {
                return holder.get();
            }
        }
        throw new IllegalStateException("a unique key comes and goes too fast");
    }

    private boolean inserted(Connection connection, TaskRow row) throws SQLException {
        try (var insert = connection.prepareStatement(sql(row) + " on conflict do nothing")) {
            set(insert, row);
            return insert.executeUpdate() == 1;
        }
    }

    private String sql(TaskRow row) {
        if (row.runAt() != null) {
            return at;
        }
        return row.delay() == null ? atOnce : later;
    }

    private static void set(PreparedStatement insert, TaskRow row) throws SQLException {
        var values = new ArrayList<Object>();
        values.add(row.id());
        values.add(row.type());
        values.add(row.queue().label());
        values.add(row.state().label());
        values.add(row.owner());
        values.add(row.priority());
        values.add(row.payload());
        values.add(row.maxRetries());
        values.add(Math.max(1, row.timeout().toSeconds()));
        values.add(row.uniqueKey());
        values.add(row.liveKey());
        values.add(row.callbackUrl());
        if (row.state() == TaskState.DELAYED) {
            var when = row.runAt() != null ? row.runAt() : (Object) row.delay().toMillis();
            values.add(when);
            values.add(when);
        }
        Database.set(insert, values.toArray());
    }
}
