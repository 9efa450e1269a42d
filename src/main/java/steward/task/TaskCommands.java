package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import steward.platform.database.Database;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.signal.Signals;

/** What people do with tasks: stop them, have them run again, empty and pause queues. Blocks; thread-safe. */
@ApplicationScoped
class TaskCommands {
    private static final int MOST_AT_ONCE = 1_000;
    private static final String LIVE_KEY = "task.owner || chr(10) || task.unique_key";

    private Database database;
    private TaskQueue queue;
    private TaskEvents events;
    private Signals signals;
    private Callbacks callbacks;
    private Insertion insertion;
    private TaskConfig config;
    private Dialect dialect;

    TaskCommands() {} // for the CDI proxy

    @Inject
    TaskCommands(
            Database database,
            TaskQueue queue,
            TaskEvents events,
            Signals signals,
            Callbacks callbacks,
            TaskConfig config) {
        this.database = database;
        this.queue = queue;
        this.events = events;
        this.signals = signals;
        this.callbacks = callbacks;
        this.config = config;
        this.dialect = Dialect.of(database.isEmbedded());
        this.insertion = new Insertion(dialect);
    }

    /** What is to be known of a task to command it. */
    private record Known(UUID id, String type, QueueName queue, TaskState state, String owner, String callbackUrl) {
        TaskEvent event(TaskState now) {
            return new TaskEvent(id, type, queue, now, 0, 0, null);
        }
    }

    /**
     * A waiting task is cancelled at once, a running one is asked to stop.
     *
     * @throws ProblemException not_found (404), or conflict (409) where it has ended
     */
    void cancel(UUID id, String owner) {
        var task = database.inTransaction(connection -> {
            var known = locked(connection, id, owner);
            if (known.state().isEnd()) {
                throw conflict("task_ended");
            }
            if (known.state() == TaskState.RUNNING) {
                Database.update(connection, "update task set cancel_requested = true where id = ?", id);
            } else {
                end(connection, List.of(known));
            }
            return known;
        });
        if (task.state() == TaskState.RUNNING) {
            signals.publish(Worker.CANCEL, id.toString());
        } else {
            events.publish(task.event(TaskState.CANCELLED));
        }
    }

    /**
     * Has an ended task that did not succeed run again, with all its retries, or a delayed one now.
     *
     * @throws ProblemException not_found (404), or conflict (409) where there is nothing to repeat or another task with its
     *     unique key waits or runs
     */
    void retry(UUID id, String owner) {
        var task = database.inTransaction(connection -> {
            var known = locked(connection, id, owner);
            if (known.state() != TaskState.DEAD
                    && known.state() != TaskState.CANCELLED
                    && known.state() != TaskState.DELAYED) {
                throw conflict("nothing_to_retry");
            }
            if (again(connection, List.of(known)).isEmpty()) {
                throw conflict("unique_key_taken");
            }
            return known;
        });
        queue.wake(task.queue());
        events.publish(task.event(TaskState.QUEUED));
    }

    /** Which dead tasks to replay; what is empty does not matter. */
    record DeadFilter(Optional<String> type, Optional<QueueName> queue, Optional<String> errorCode) {}

    /**
     * Has dead tasks of this owner run again, a thousand at a time; returns how many. Of those with one unique key the latest
     * runs, unless another is under way.
     */
    int replay(String owner, DeadFilter filter) {
        var where = new StringBuilder("owner = ? and state = 'dead'");
        var values = new ArrayList<Object>(List.of(owner));
        filter.type().ifPresent(type -> and(where, values, " and type = ?", type));
        filter.queue().ifPresent(name -> and(where, values, " and queue = ?", name.label()));
        filter.errorCode().ifPresent(code -> and(where, values, " and error_code = ?", code));
        var replayed = database.inTransaction(connection -> {
            var dead = known(connection, where + " order by owner, id desc limit " + MOST_AT_ONCE, values.toArray());
            return again(connection, dead);
        });
        var queues = EnumSet.noneOf(QueueName.class);
        replayed.forEach(task -> queues.add(task.queue()));
        queues.forEach(queue::wake);
        replayed.forEach(task -> events.publish(task.event(TaskState.QUEUED)));
        return replayed.size();
    }

    private static void and(StringBuilder where, List<Object> values, String condition, Object value) {
        where.append(condition);
        values.add(value);
    }

    /** Cancels whatever waits in a queue; returns how many tasks that were. */
    int purge(QueueName name) {
        var purged = 0;
        List<Known> some;
        do {
            some = database.inTransaction(connection -> {
                var waiting = known(
                        connection,
                        "queue = ? and state in ('queued', 'delayed') order by id limit " + MOST_AT_ONCE,
                        name.label());
                end(connection, waiting);
                return waiting;
            });
            some.forEach(task -> events.publish(task.event(TaskState.CANCELLED)));
            purged += some.size();
        } while (some.size() == MOST_AT_ONCE);
        return purged;
    }

    /** Whether the workers leave a queue alone; what runs goes on. */
    void pause(QueueName name, boolean paused) {
        database.inTransaction(connection ->
                Database.update(connection, "update task_queue set paused = ? where name = ?", paused, name.label()));
        if (!paused) {
            queue.wake(name);
        }
    }

    private Known locked(Connection connection, UUID id, String owner) throws SQLException {
        return Database.rows(
                        connection,
                        "select id, type, queue, state, owner, callback_url from task where id = ? for update",
                        TaskCommands::known,
                        id)
                .stream()
                .filter(known -> known.owner().equals(owner))
                .findFirst()
                .orElseThrow(TaskCommands::notFound);
    }

    private static List<Known> known(Connection connection, String where, Object... values) throws SQLException {
        return Database.rows(
                connection,
                "select id, type, queue, state, owner, callback_url from task where " + where + " for update",
                TaskCommands::known,
                values);
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getObject("id", UUID.class),
                row.getString("type"),
                QueueName.labelled(row.getString("queue")).orElseThrow(),
                TaskState.labelled(row.getString("state")),
                row.getString("owner"),
                row.getString("callback_url"));
    }

    private void end(Connection connection, List<Known> tasks) throws SQLException {
        try (var update = connection.prepareStatement("update task set state = 'cancelled', finished_at ="
                + " current_timestamp, wake_at = " + dialect.inMillis()
                + ", live_key = null, wait_reason = null where id = ?")) {
            for (var task : tasks) {
                Database.set(update, keep(TaskState.CANCELLED).toMillis(), task.id());
                update.addBatch();
            }
            update.executeBatch();
        }
        insertion.write(
                connection,
                tasks.stream()
                        .filter(task -> task.callbackUrl() != null)
                        .map(task -> callbacks.row(task.id(), task.owner(), TaskState.CANCELLED, task.callbackUrl()))
                        .toList());
    }

    private Duration keep(TaskState end) {
        return config.keep(end);
    }

    /** Returns those that are waiting now; one whose unique key is taken is left as it is. */
    private static List<Known> again(Connection connection, List<Known> tasks) throws SQLException {
        try (var update = connection.prepareStatement("update task set state = 'queued', run_at = current_timestamp,"
                + " wake_at = null, finished_at = null, started_at = null, worker = null, failures = 0, losses = 0,"
                + " cancel_requested = false, result = null, wait_reason = null,"
                + " live_key = case when unique_key is not null then " + LIVE_KEY
                + " end where id = ? and (unique_key is"
                + " null or not exists (select 1 from task other where other.live_key = " + LIVE_KEY
                + " and other.id <> task.id))")) {
            for (var task : tasks) {
                Database.set(update, task.id());
                update.addBatch();
            }
            var counts = update.executeBatch();
            return IntStream.range(0, counts.length)
                    .filter(at -> counts[at] == 1)
                    .mapToObj(tasks::get)
                    .toList();
        }
    }

    static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "task");
    }

    private static ProblemException conflict(String reason) {
        return new ProblemException(ProblemType.CONFLICT).with("reason", reason);
    }
}
