package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import steward.platform.database.Database;

/**
 * Who may work on what, by the database's clock. A claim lasts {@link #LEASE} and is renewed by heartbeats; where they stay
 * away, the task is taken back and runs again elsewhere. Blocks; thread-safe.
 */
@ApplicationScoped
class Leases {
    static final Duration LEASE = Duration.ofSeconds(15);
    private static final int MOST_AT_ONCE = 500;
    private static final String ROW =
            "id, type, queue, owner, payload, attempt, failures, losses, max_retries, timeout_s,"
                    + " fence, cancel_requested, callback_url, run_at, started_at";

    private Database database;
    private Dialect dialect;

    Leases() {} // for the CDI proxy

    @Inject
    Leases(Database database) {
        this.database = database;
        this.dialect = Dialect.of(database.isEmbedded());
    }

    /** At most {@code most} tasks, those of the highest priority first, then those that wait longest; none while paused. */
    List<Claimed> claim(QueueName queue, int most, String worker) {
        return dialect.embedded() ? claimEmbedded(queue, most, worker) : claimShared(queue, most, worker);
    }

    /**
     * Nobody waits until this commit is on the disk: where PostgreSQL itself fails within the moment after, the row is queued
     * as before and is claimed once more, under the same fence. Of two such runs only the first that ends is recorded, as
     * its row is not running any more then.
     */
    private List<Claimed> claimShared(QueueName queue, int most, String worker) {
        var sql = "with ready as (select id as ready_id from task where queue = ? and state = 'queued'"
                + " and not exists (select 1 from task_queue where name = ? and paused)"
                + " order by priority desc, run_at, id limit ? for update skip locked)"
                + " update task set state = 'running', fence = fence + 1, attempt = attempt + 1, worker = ?,"
                + " started_at = current_timestamp, wake_at = " + dialect.inMillis()
                + " from ready where id = ready_id returning set_config('synchronous_commit', 'off', true), priority, "
                + ROW;
        return database.inTransaction(connection -> Database.rows(
                        connection,
                        sql,
                        row -> new Ranked(row.getInt("priority"), claimed(row, 0)),
                        queue.label(),
                        queue.label(),
                        most,
                        worker,
                        LEASE.toMillis())
                .stream()
                .sorted(Comparator.comparing(Ranked::priority)
                        .reversed()
                        .thenComparing(each -> each.task().waited(), Comparator.reverseOrder()))
                .map(Ranked::task)
                .toList());
    }

    private record Ranked(int priority, Claimed task) {}

    /**
     * Without a lock, since H2 would sort all that wait for one: what somebody cancels between the look and the claim is left
     * alone. The order names all columns of the index, or H2 would sort as well.
     */
    private List<Claimed> claimEmbedded(QueueName queue, int most, String worker) {
        return database.inTransaction(connection -> {
            var ready = Database.rows(
                    connection,
                    "select current_timestamp as started_at, " + ROW.replace(", started_at", "")
                            + " from task where queue = ? and state = 'queued'"
                            + " order by queue, state, priority desc, run_at, id limit ?",
                    row -> claimed(row, 1),
                    queue.label(),
                    isPaused(connection, queue) ? 0 : most);
            try (var update = connection.prepareStatement(
                    "update task set state = 'running', fence = fence + 1, attempt = attempt + 1, worker = ?,"
                            + " started_at = current_timestamp, wake_at = " + dialect.inMillis()
                            + " where id = ? and state = 'queued'")) {
                for (var task : ready) {
                    Database.set(update, worker, LEASE.toMillis(), task.id());
                    update.addBatch();
                }
                return ofThoseChanged(ready, update.executeBatch());
            }
        });
    }

    private static List<Claimed> ofThoseChanged(List<Claimed> tasks, int[] counts) {
        return IntStream.range(0, counts.length)
                .filter(at -> counts[at] == 1)
                .mapToObj(tasks::get)
                .toList();
    }

    private static boolean isPaused(Connection connection, QueueName queue) throws SQLException {
        return Database.first(
                        connection,
                        "select paused from task_queue where name = ?",
                        row -> row.getBoolean("paused"),
                        queue.label())
                .orElse(false);
    }

    /** @param step what the row still lacks of the claim */
    private static Claimed claimed(ResultSet row, int step) throws SQLException {
        return new Claimed(
                row.getObject("id", UUID.class),
                row.getString("type"),
                QueueName.labelled(row.getString("queue")).orElseThrow(),
                row.getString("owner"),
                row.getString("payload"),
                row.getInt("attempt") + step,
                row.getInt("failures"),
                row.getInt("losses"),
                row.getInt("max_retries"),
                Duration.ofSeconds(row.getInt("timeout_s")),
                row.getLong("fence") + step,
                row.getBoolean("cancel_requested"),
                row.getString("callback_url"),
                Database.instant(row, "started_at"),
                between(Database.instant(row, "run_at"), Database.instant(row, "started_at")));
    }

    private static Duration between(Instant from, Instant to) {
        return from == null || to == null ? Duration.ZERO : Duration.between(from, to);
    }

    /** Which of the renewed runs are not ours any more, and which of ours somebody wants to stop. */
    record Renewal(Set<UUID> lost, Set<UUID> cancelled) {}

    /** One heartbeat for all runs of this instance. */
    Renewal renew(Collection<Claimed> runs) {
        if (runs.isEmpty()) {
            return new Renewal(Set.of(), Set.of());
        }
        return database.inTransaction(
                connection -> new Renewal(prolong(connection, runs), cancelled(connection, runs)));
    }

    private Set<UUID> prolong(Connection connection, Collection<Claimed> runs) throws SQLException {
        // in one order, so that two instances that renew and take back the same rows never wait for each other
        var ordered = runs.stream().sorted(Comparator.comparing(Claimed::id)).toList();
        try (var update = connection.prepareStatement("update task set wake_at = " + dialect.inMillis()
                + " where id = ? and fence = ? and state = 'running'")) {
            for (var run : ordered) {
                Database.set(update, LEASE.toMillis(), run.id(), run.fence());
                update.addBatch();
            }
            var renewed = update.executeBatch();
            var lost = new HashSet<UUID>();
            for (var i = 0; i < renewed.length; i++) {
                if (renewed[i] == 0) {
                    lost.add(ordered.get(i).id());
                }
            }
            return lost;
        }
    }

    private static Set<UUID> cancelled(Connection connection, Collection<Claimed> runs) throws SQLException {
        var places = runs.stream().map(run -> "?").collect(Collectors.joining(", "));
        return Set.copyOf(Database.rows(
                connection,
                "select id from task where id in (" + places + ") and cancel_requested",
                row -> row.getObject("id", UUID.class),
                runs.stream().map(Claimed::id).toArray()));
    }

    /**
     * Makes ready what has waited until its time; returns the queues that have work now. The order names all columns of the
     * index, as in {@link #claimEmbedded}.
     */
    Set<QueueName> promote() {
        return database.inTransaction(connection -> {
            var due = Database.rows(
                    connection,
                    "select id, queue from task where state = 'delayed' and wake_at <= current_timestamp"
                            + " order by state, wake_at limit " + MOST_AT_ONCE + dialect.skipLocked(),
                    row -> new Due(row.getObject("id", UUID.class), row.getString("queue")));
            try (var update = connection.prepareStatement(
                    "update task set state = 'queued', wake_at = null, wait_reason = null where id = ?")) {
                for (var task : due) {
                    Database.set(update, task.id());
                    update.addBatch();
                }
                update.executeBatch();
            }
            var queues = EnumSet.noneOf(QueueName.class);
            due.forEach(task -> QueueName.labelled(task.queue()).ifPresent(queues::add));
            return queues;
        });
    }

    private record Due(UUID id, String queue) {}

    /** What is running by the rows, though its lease is over. Locked until the end of the transaction. */
    List<Lapsed> lapsed(Connection connection) throws SQLException {
        return new ArrayList<>(Database.rows(
                connection,
                "select worker, " + ROW + " from task where state = 'running' and wake_at < current_timestamp"
                        + " order by state, wake_at limit " + MOST_AT_ONCE + dialect.skipLocked(),
                row -> new Lapsed(claimed(row, 0), row.getString("worker"))));
    }

    /** A run whose instance has not been heard of. */
    record Lapsed(Claimed task, String worker) {}
}
