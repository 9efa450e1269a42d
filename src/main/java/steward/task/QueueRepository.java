package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import steward.platform.database.Database;

/** Counts what is in the queues, over all instances. Blocks; thread-safe. */
@ApplicationScoped
class QueueRepository {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Database database;
    private TaskConfig config;
    private Dialect dialect;

    QueueRepository() {} // for the CDI proxy

    @Inject
    QueueRepository(Database database, TaskConfig config) {
        this.database = database;
        this.config = config;
        this.dialect = Dialect.of(database.isEmbedded());
    }

    List<QueueInfo> all() {
        return database.inTransaction(connection -> {
            var counts = counts(connection);
            var presences = presences(connection);
            var succeeded = succeeded(connection);
            return paused(connection).stream()
                    .map(queue -> info(queue, counts, presences, succeeded))
                    .toList();
        });
    }

    private record Queue(QueueName name, boolean paused) {}

    private record Count(String queue, String state, long tasks, long ageSeconds) {}

    private record Presence(String queue, int slots, int workers) {}

    private record Succeeded(String queue, long tasks) {}

    private static List<Queue> paused(Connection connection) throws SQLException {
        return Database.rows(
                connection,
                "select name, paused from task_queue order by name desc",
                row -> new Queue(QueueName.labelled(row.getString("name")).orElseThrow(), row.getBoolean("paused")));
    }

    /** By state alone, for which there is an index: given the queues as well, H2 reads all that ever were in them. */
    private static List<Count> counts(Connection connection) throws SQLException {
        return Database.rows(
                connection,
                "select queue, state, count(*) as tasks, cast(extract(epoch from current_timestamp) -"
                        + " extract(epoch from min(run_at)) as bigint) as age from task where"
                        + " state in ('queued', 'delayed', 'running', 'dead')"
                        + " group by queue, state",
                row -> new Count(
                        row.getString("queue"), row.getString("state"), row.getLong("tasks"), row.getLong("age")));
    }

    private List<Presence> presences(Connection connection) throws SQLException {
        return Database.rows(
                connection,
                "select queue, sum(slots) as slots, count(*) as workers from task_worker where seen_at > "
                        + dialect.inMillis() + " group by queue",
                row -> new Presence(row.getString("queue"), row.getInt("slots"), row.getInt("workers")),
                -Leases.LEASE.toMillis());
    }

    /** By state and when they expire, as there is an index on that. */
    private List<Succeeded> succeeded(Connection connection) throws SQLException {
        return Database.rows(
                connection,
                "select queue, count(*) as tasks from task where state = 'succeeded' and wake_at > "
                        + dialect.inMillis() + " group by queue",
                row -> new Succeeded(row.getString("queue"), row.getLong("tasks")),
                config.resultTtl().minus(MINUTE).toMillis());
    }

    private static QueueInfo info(
            Queue queue, List<Count> counts, List<Presence> presences, List<Succeeded> succeeded) {
        var label = queue.name().label();
        var here = presences.stream()
                .filter(each -> each.queue().equals(label))
                .findFirst()
                .orElse(new Presence(label, 0, 0));
        return new QueueInfo(
                queue.name(),
                queue.paused(),
                tasks(counts, label, TaskState.QUEUED),
                tasks(counts, label, TaskState.DELAYED),
                tasks(counts, label, TaskState.RUNNING),
                tasks(counts, label, TaskState.DEAD),
                Math.max(
                        0,
                        of(counts, label, TaskState.QUEUED)
                                .mapToLong(Count::ageSeconds)
                                .sum()),
                here.slots(),
                here.workers(),
                succeeded.stream()
                        .filter(each -> each.queue().equals(label))
                        .mapToLong(Succeeded::tasks)
                        .sum());
    }

    private static long tasks(List<Count> counts, String queue, TaskState state) {
        return of(counts, queue, state).mapToLong(Count::tasks).sum();
    }

    private static Stream<Count> of(List<Count> counts, String queue, TaskState state) {
        return counts.stream()
                .filter(count -> count.queue().equals(queue) && count.state().equals(state.label()));
    }
}
