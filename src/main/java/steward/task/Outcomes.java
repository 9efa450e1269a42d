package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import steward.platform.database.Database;

/**
 * Records how runs ended. Every write names the fence of its run, so that a run whose task was taken back in the meantime
 * changes nothing any more. Blocks; thread-safe.
 */
@ApplicationScoped
class Outcomes {
    private static final int LOSSES_WITHOUT_A_WAIT = 3;
    private static final Duration WAIT_FOR_EACH_FURTHER_LOSS = Duration.ofSeconds(5);

    private Database database;
    private Leases leases;
    private Callbacks callbacks;
    private Insertion insertion;
    private TaskConfig config;
    private Dialect dialect;

    Outcomes() {} // for the CDI proxy

    @Inject
    Outcomes(Database database, Leases leases, Callbacks callbacks, TaskConfig config) {
        this.database = database;
        this.leases = leases;
        this.callbacks = callbacks;
        this.config = config;
        this.dialect = Dialect.of(database.isEmbedded());
        this.insertion = new Insertion(dialect);
    }

    /** A run, who ran it, and its end. */
    record Ended(Claimed task, String worker, Outcome outcome) {}

    /** Records all of them in one transaction and returns those that were still to be recorded. */
    List<Ended> record(List<Ended> ended) {
        return database.inTransaction(connection -> record(connection, ended));
    }

    /** As {@link #record(List)}, in this transaction. */
    List<Ended> record(Connection connection, List<Ended> ended) throws SQLException {
        var accepted = new ArrayList<Ended>();
        accepted.addAll(finish(
                connection,
                ended.stream().filter(each -> each.outcome().next().isEnd()).toList()));
        accepted.addAll(giveBack(
                connection,
                ended.stream().filter(each -> !each.outcome().next().isEnd()).toList()));
        remember(
                connection,
                accepted.stream()
                        .filter(each -> !each.outcome().needsNoRecord())
                        .toList());
        callBack(connection, accepted);
        return accepted;
    }

    private List<Ended> finish(Connection connection, List<Ended> ended) throws SQLException {
        if (ended.isEmpty()) {
            return ended;
        }
        try (var update =
                connection.prepareStatement("update task set state = ?, result = ?, error_code = ?, error = ?,"
                        + " failures = failures + ?, losses = losses + ?, finished_at = " + dialect.clock()
                        + ", wake_at = "
                        + dialect.inMillis() + ", live_key = null, wait_reason = null"
                        + " where id = ? and fence = ? and state = 'running'")) {
            for (var each : ended) {
                var outcome = each.outcome();
                Database.set(
                        update,
                        outcome.next().label(),
                        outcome.result(),
                        outcome.code(),
                        outcome.message(),
                        outcome.kind() == Outcome.Kind.FAILED ? 1 : 0,
                        outcome.kind() == Outcome.Kind.LOST ? 1 : 0,
                        config.keep(outcome.next()).toMillis(),
                        each.task().id(),
                        each.task().fence());
                update.addBatch();
            }
            return accepted(ended, update.executeBatch());
        }
    }

    /** What is to run again at once keeps its place in the queue. */
    private List<Ended> giveBack(Connection connection, List<Ended> ended) throws SQLException {
        if (ended.isEmpty()) {
            return ended;
        }
        try (var update = connection.prepareStatement("update task set state = ?, run_at = case when"
                + " cast(? as bigint) > 0 then " + dialect.inMillis() + " else run_at end, wake_at = case when"
                + " cast(? as bigint) > 0 then " + dialect.inMillis() + " end, attempt = attempt - ?,"
                + " failures = failures + ?, losses = losses + ?, error_code = ?, error = ?, wait_reason = ?,"
                + " started_at = null, worker = null where id = ? and fence = ? and state = 'running'")) {
            for (var each : ended) {
                var outcome = each.outcome();
                var wait = outcome.next() == TaskState.QUEUED
                        ? 0L
                        : Math.max(1L, outcome.pause().toMillis());
                Database.set(
                        update,
                        outcome.next().label(),
                        wait,
                        wait,
                        wait,
                        wait,
                        outcome.spends() ? 0 : 1,
                        outcome.kind() == Outcome.Kind.FAILED ? 1 : 0,
                        outcome.kind() == Outcome.Kind.LOST ? 1 : 0,
                        outcome.code(),
                        outcome.message(),
                        reason(outcome),
                        each.task().id(),
                        each.task().fence());
                update.addBatch();
            }
            return accepted(ended, update.executeBatch());
        }
    }

    private static String reason(Outcome outcome) {
        return switch (outcome.kind()) {
            case FAILED -> "retry";
            case LOST -> "worker_lost";
            case POSTPONED -> outcome.code();
            default -> null;
        };
    }

    private static List<Ended> accepted(List<Ended> ended, int[] counts) {
        var accepted = new ArrayList<Ended>();
        for (var i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                accepted.add(ended.get(i));
            }
        }
        return accepted;
    }

    private void remember(Connection connection, List<Ended> ended) throws SQLException {
        if (ended.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement(
                "insert into task_attempt (task_id, fence, number, outcome, worker, started_at, ended_at, error_code, error)"
                        + " values (?, ?, ?, ?, ?, " + since() + ", " + dialect.clock() + ", ?, ?)")) {
            for (var each : ended) {
                Database.set(
                        insert,
                        each.task().id(),
                        each.task().fence(),
                        each.task().attempt(),
                        each.outcome().kind().label(),
                        each.worker(),
                        each.task().startedAt(),
                        each.outcome().code(),
                        each.outcome().message());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void callBack(Connection connection, List<Ended> accepted) throws SQLException {
        insertion.write(
                connection,
                accepted.stream()
                        .filter(each -> each.task().callbackUrl() != null
                                && each.outcome().next().isEnd())
                        .map(each -> callbacks.row(
                                each.task().id(),
                                each.task().owner(),
                                each.outcome().next(),
                                each.task().callbackUrl()))
                        .toList());
    }

    private static String since() {
        return "cast(? as timestamp with time zone)";
    }

    /** Takes back what vanished instances were working on. Returns the queues that have work now. */
    Set<QueueName> takeBack() {
        return database.inTransaction(connection -> {
            var lapsed = leases.lapsed(connection);
            record(
                    connection,
                    lapsed.stream()
                            .map(each -> new Ended(each.task(), each.worker(), afterLoss(each.task())))
                            .toList());
            var queues = EnumSet.noneOf(QueueName.class);
            lapsed.forEach(each -> queues.add(each.task().queue()));
            return queues;
        });
    }

    /** Instances are killed for reasons of their own; only what was lost many times is taken for the reason itself. */
    private Outcome afterLoss(Claimed task) {
        var losses = task.losses() + 1;
        if (task.cancelRequested()) {
            return Outcome.cancelled(null);
        }
        if (losses > config.mostLosses()) {
            return Outcome.lostForGood();
        }
        return Outcome.lost(WAIT_FOR_EACH_FURTHER_LOSS.multipliedBy(Math.max(0, losses - LOSSES_WITHOUT_A_WAIT)));
    }
}
