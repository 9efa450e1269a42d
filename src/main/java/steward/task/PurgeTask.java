package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import steward.platform.database.Database;

/**
 * {@code task.purge}: forgets what is over, a thousand rows in a transaction, so that nobody waits for it. An ended task
 * stays for once more the time that its result was kept, without its result, so that whoever comes late hears that it is
 * gone. So there are always many rows that are over and have lost their results already: where the run before came to is
 * remembered, and no row is looked at twice.
 */
@ApplicationScoped
class PurgeTask implements TaskHandler {
    static final int AT_ONCE = 1_000;
    /** What ends while a run looks may be written later than it is dated. */
    private static final Duration SAFELY_BEFORE = Duration.ofMinutes(10);

    private static final List<TaskState> ENDS =
            Stream.of(TaskState.values()).filter(TaskState::isEnd).toList();

    private Database database;
    private TaskConfig config;
    private Dialect dialect;
    /** Whatever was over by then has lost its result. After a start everything is looked through once. */
    private volatile Instant cleared = Instant.EPOCH;

    PurgeTask() {} // for the CDI proxy

    @Inject
    PurgeTask(Database database, TaskConfig config) {
        this.database = database;
        this.config = config;
        this.dialect = Dialect.of(database.isEmbedded());
    }

    @Override
    public String type() {
        return "task.purge";
    }

    @Override
    public boolean isPublic() {
        return false;
    }

    @Override
    public void validate(JsonNode payload) {
        // nothing to say
    }

    @Override
    public Object run(TaskContext task) {
        var results = forgetResults(task);
        var tasks = ENDS.stream()
                .mapToInt(state -> repeat(task, () -> forgetTasks(state)))
                .sum();
        var requests = repeat(task, this::forgetRequests);
        return Map.of("results", results, "tasks", tasks, "requests", requests);
    }

    private interface Batch {
        int run();
    }

    private static int repeat(TaskContext task, Batch batch) {
        var all = 0;
        int some;
        do {
            some = batch.run();
            all += some;
        } while (some == AT_ONCE && !task.cancelled());
        return all;
    }

    private int forgetResults(TaskContext task) {
        var until = database.inTransaction(PurgeTask::now);
        var forgotten = ENDS.stream()
                .mapToInt(state -> forgetResults(task, state, until))
                .sum();
        if (!task.cancelled()) {
            cleared = until.minus(SAFELY_BEFORE);
        }
        return forgotten;
    }

    private int forgetResults(TaskContext task, TaskState state, Instant until) {
        var all = 0;
        var from = cleared;
        List<Over> some;
        do {
            some = forgetSome(state, from, until);
            all += some.size();
            from = some.isEmpty() ? from : some.get(some.size() - 1).at();
        } while (some.size() == AT_ONCE && !task.cancelled());
        return all;
    }

    private record Over(UUID id, Instant at) {}

    private List<Over> forgetSome(TaskState state, Instant from, Instant until) {
        return database.inTransaction(connection -> {
            var some = Database.rows(
                    connection,
                    "select id, wake_at from task where state = ? and wake_at >= ? and wake_at < ?"
                            + " and (result is not null or payload <> '{}') order by state, wake_at limit " + AT_ONCE,
                    row -> new Over(row.getObject("id", UUID.class), Database.instant(row, "wake_at")),
                    state.label(),
                    from,
                    until);
            forget(connection, state, some);
            return some;
        });
    }

    /** Not what somebody has had run again in the meantime: its payload is needed. */
    private static void forget(Connection connection, TaskState state, List<Over> some) throws SQLException {
        try (var update = connection.prepareStatement(
                "update task set result = null, payload = '{}' where id = ? and state = ? and wake_at = ?")) {
            for (var each : some) {
                Database.set(update, each.id(), state.label(), each.at());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        return Database.first(
                        connection,
                        "select current_timestamp",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .orElseThrow();
    }

    private int forgetTasks(TaskState state) {
        return database.inTransaction(connection -> Database.update(
                connection,
                "delete from task where id in (select id from task where state = ? and wake_at < " + dialect.inMillis()
                        + " order by state, wake_at limit " + AT_ONCE + ") and state = ?",
                state.label(),
                -config.resultTtl().toMillis(),
                state.label()));
    }

    private int forgetRequests() {
        return database.inTransaction(connection -> Database.update(
                connection,
                "delete from task_request where (owner, request_key) in (select owner, request_key from task_request"
                        + " where expires_at < current_timestamp limit " + AT_ONCE + ")"));
    }
}
