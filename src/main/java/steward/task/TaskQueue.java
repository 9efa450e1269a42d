package steward.task;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import steward.identity.Role;
import steward.platform.concurrent.Blocking;
import steward.platform.database.Database;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.signal.Signals;

/**
 * Accepts tasks. What it returns is committed, except in a transaction of the caller's, where the task is accepted exactly
 * when that commits. Whatever it throws is a problem: not_found (404) for an unknown type, validation_failed (422),
 * database_unavailable (503). Thread-safe.
 */
@ApplicationScoped
public class TaskQueue {
    static final String QUEUED = "task.queued";
    private static final int MOST_AT_ONCE = 200;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transactions;

    private Acceptance acceptance;
    private Database database;
    private Signals signals;
    private HandOver handOver;
    private Insertion insertion;
    private Batches<TaskRow> plain;

    TaskQueue() {} // for the CDI proxy

    @Inject
    TaskQueue(
            Acceptance acceptance, Database database, Signals signals, HandOver handOver, @Blocking Executor executor) {
        this.acceptance = acceptance;
        this.database = database;
        this.signals = signals;
        this.handOver = handOver;
        this.insertion = new Insertion(Dialect.of(database.isEmbedded()));
        this.plain = new Batches<>(this::write, executor, MOST_AT_ONCE);
    }

    /** In a transaction of its own. Blocks. */
    public Submitted submit(NewTask task) {
        return submit(List.of(task)).get(0);
    }

    /** All or none, in one transaction of their own. Blocks. */
    public List<Submitted> submit(List<NewTask> tasks) {
        var rows = tasks.stream().map(acceptance::row).toList();
        return write(rows);
    }

    /**
     * In the caller's transaction: the task is accepted when that commits, and never where it does not. Within a
     * transaction of the container the workers hear of it by themselves; after a transaction of plain JDBC call
     * {@link #wake}, or the task waits up to a second for the next look.
     *
     * @param transaction a connection without automatic commit
     */
    public Submitted submit(Connection transaction, NewTask task) throws SQLException {
        var row = acceptance.row(task);
        var submitted = insertion.write(transaction, List.of(row)).get(0);
        wakeAfterCommit(row.queue());
        return submitted;
    }

    /**
     * Refuses what {@link #submit} would refuse, and types that people may not order, without accepting anything.
     *
     * @throws steward.platform.problem.ProblemException not_found (404) or validation_failed (422)
     */
    public void check(NewTask task) {
        if (!acceptance.handler(task.type()).isPublic()) {
            throw new ProblemException(ProblemType.NOT_FOUND).with("what", "task_type");
        }
        acceptance.row(task);
    }

    /** Who may order tasks of this type; everybody for a type that there is not, as it is refused anyway. */
    public Role role(String type) {
        return acceptance.role(type);
    }

    /** Tells the workers of the queue where such a task goes, after the commit of one. */
    public void wake(NewTask task) {
        wake(task.queue().orElse(acceptance.handler(task.type()).queue()));
    }

    /** Tells the workers of this queue, on all instances, that there is work. */
    public void wake(QueueName queue) {
        signals.publish(QUEUED, queue.label());
    }

    /** As {@link #submit(NewTask)}, without blocking; many that come together share a commit. */
    CompletionStage<Submitted> accept(TaskRow row) {
        return plain.add(row).thenApply(written -> row.submitted());
    }

    /** Writes prepared rows together; begins those for which threads are idle here, and tells the workers of the others. */
    List<Submitted> write(List<TaskRow> rows) {
        var places = handOver.places(rows);
        return places.isPresent() ? begin(rows, places.get()) : enqueue(rows);
    }

    private List<Submitted> enqueue(List<TaskRow> rows) {
        var submitted = committed(rows, connection -> insertion.write(connection, rows));
        queuesOf(rows).forEach(this::wake);
        return submitted;
    }

    /** A row alone is one statement, or one that wrote nothing as its queue is paused, and then another. */
    private <T> T committed(List<TaskRow> rows, Database.Work<T> work) {
        return rows.size() == 1 && rows.get(0).isPlain() ? database.inOneStatement(work) : database.inTransaction(work);
    }

    private List<Submitted> begin(List<TaskRow> rows, HandOver.Places places) {
        var written = Insertion.Written.NOTHING;
        try {
            written = committed(rows, connection -> insertion.writeBegun(connection, rows, places.worker()));
        } finally {
            places.begin(written.begun()); // also where nothing was committed, as threads were kept for it
        }
        var here = written.begun().stream().map(Claimed::id).collect(Collectors.toSet());
        queuesOf(rows.stream().filter(row -> !here.contains(row.id())).toList()).forEach(this::wake);
        return written.submitted();
    }

    /** Writes prepared rows within a transaction; {@link #wake} is to follow its commit. */
    List<Submitted> write(Connection connection, List<TaskRow> rows) throws SQLException {
        return insertion.write(connection, rows);
    }

    private static Set<QueueName> queuesOf(Collection<TaskRow> rows) {
        return rows.stream()
                .filter(row -> row.state() == TaskState.QUEUED)
                .map(TaskRow::queue)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(QueueName.class)));
    }

    private void wakeAfterCommit(QueueName queue) {
        if (transactions == null || transactions.getTransactionStatus() != Status.STATUS_ACTIVE) {
            return;
        }
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // only its end matters
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    wake(queue);
                }
            }
        });
    }
}
