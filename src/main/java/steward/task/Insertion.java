package steward.task;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final String begun;
    private final String later;
    private final String at;

    Insertion(Dialect dialect) {
        var inMillis = dialect.inMillis();
        atOnce = COLUMNS + "current_timestamp, null)";
        begun = """
                insert into task (id, type, queue, state, owner, priority, payload, attempt, failures, losses, max_retries,
                    timeout_s, fence, cancel_requested, callback_url, worker, created_at, run_at, started_at, wake_at)
                select cast(? as uuid), cast(? as varchar), cast(? as varchar), 'running', cast(? as varchar),
                    cast(? as integer), cast(? as varchar), 1, 0, 0, cast(? as integer), cast(? as integer), 1, false,
                    cast(? as varchar), cast(? as varchar), current_timestamp, current_timestamp, current_timestamp,""" + inMillis + " where not exists (select 1 from task_queue where name = ? and paused)";
        later = COLUMNS + inMillis + ", " + inMillis + ")";
        at = COLUMNS + "cast(? as timestamp with time zone), cast(? as timestamp with time zone))";
    }

    /** All of them; a task with a unique key that is taken is not written, its holder is returned instead. */
    List<Submitted> write(Connection connection, List<TaskRow> rows) throws SQLException {
        writeTogether(connection, rows.stream().filter(TaskRow::isPlain).toList());
        var written = new ArrayList<Submitted>();
        for (var row : rows) {
            written.add(row.isPlain() ? row.submitted() : one(connection, row));
        }
        return written;
    }

    /** What was written: what is told of each row, in their order, and those that this worker has claimed by it. */
    record Written(List<Submitted> submitted, List<Claimed> begun) {
        static final Written NOTHING = new Written(List.of(), List.of());
    }

    /**
     * As {@link #write}; what may run at once is this worker's own from the beginning, with the fence of a first claim, unless
     * its queue is paused.
     */
    Written writeBegun(Connection connection, List<TaskRow> rows, String worker) throws SQLException {
        var plain = rows.stream().filter(TaskRow::isPlain).toList();
        var since = begin(connection, plain, worker);
        var others = write(
                        connection,
                        rows.stream()
                                .filter(row -> !since.containsKey(row.id()))
                                .toList())
                .iterator();
        return new Written(
                rows.stream()
                        .map(row -> since.containsKey(row.id()) ? row.submitted() : others.next())
                        .toList(),
                plain.stream()
                        .filter(row -> since.containsKey(row.id()))
                        .map(row -> claimed(row, since.get(row.id())))
                        .toList());
    }

    /** Returns when each began, by the database's clock; a row that is not written is not in it. */
    private Map<UUID, Instant> begin(Connection connection, List<TaskRow> rows, String worker) throws SQLException {
        var since = new HashMap<UUID, Instant>();
        try (var insert = connection.prepareStatement(begun, new String[] {"id", "started_at"})) {
            for (var row : rows) {
                Database.set(
                        insert,
                        row.id(),
                        row.type(),
                        row.queue().label(),
                        row.owner(),
                        row.priority(),
                        row.payload(),
                        row.maxRetries(),
                        row.timeoutSeconds(),
                        row.callbackUrl(),
                        worker,
                        Leases.LEASE.toMillis(),
                        row.queue().label());
                insert.addBatch();
            }
            insert.executeBatch();
            try (var keys = insert.getGeneratedKeys()) {
                while (keys.next()) {
                    since.put(keys.getObject("id", UUID.class), Database.instant(keys, "started_at"));
                }
            }
        }
        return since;
    }

    private static Claimed claimed(TaskRow row, Instant since) {
        return new Claimed(
                row.id(),
                row.type(),
                row.queue(),
                row.owner(),
                row.payload(),
                1,
                0,
                0,
                row.maxRetries(),
                Duration.ofSeconds(row.timeoutSeconds()),
                1,
                false,
                row.callbackUrl(),
                since,
                Duration.ZERO);
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
        values.add(row.timeoutSeconds());
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
