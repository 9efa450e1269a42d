package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import steward.identity.Role;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.NewTask;
import steward.task.TaskContext;
import steward.task.TaskHandler;

/**
 * {@code knowledge.reindex}: has every instance take every document into its index once more, from the rows. Each document
 * stays searchable all the time. A document that was done has a later change than the payload names, so that a run of a task
 * that was interrupted goes on where the one before came, and one of a task that is done finds nothing to do. Where the
 * payload names none, each run does all.
 */
@ApplicationScoped
class ReindexTask implements TaskHandler {
    static final String TYPE = "knowledge.reindex";
    private static final int AT_ONCE = 50;

    private Transactions transactions;
    private ChangeGate gate;

    /**
     * What is old.
     *
     * @param change the last change of a document that is to be done, or null for all there are when a run begins
     */
    record Payload(Long change) {}

    ReindexTask() {} // for the CDI proxy

    @Inject
    ReindexTask(Transactions transactions, ChangeGate gate) {
        this.transactions = transactions;
        this.gate = gate;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public void validate(JsonNode payload) {
        var change = payload.path("change");
        if (!change.isMissingNode() && !change.isNull() && !change.canConvertToExactIntegral()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED)
                    .field("payload.change", "type", Map.of("expected", "integer"));
        }
    }

    /** The task for somebody who asks now: all documents as they are. Waits for the database. */
    NewTask askedBy(String owner) {
        var now = transactions.call(entities -> ChangeLog.state(entities).change());
        return NewTask.of(TYPE, owner, new Payload(now)).uniqueAs(TYPE);
    }

    @Override
    public Object run(TaskContext task) {
        var asked = task.payload().path("change");
        long old = asked.isNumber()
                ? asked.asLong()
                : transactions.call(entities -> ChangeLog.state(entities).change());
        long total = count("select count(*) from document");
        long done = count("select count(*) from document where change_no > ?", old);
        var some = List.<String>of();
        do {
            some = touched(some.isEmpty() ? "" : some.get(some.size() - 1), old);
            done += some.size();
            task.progress(done, total, null);
        } while (some.size() == AT_ONCE && !task.cancelled());
        return Map.of("documents", done);
    }

    private long count(String query, Object... values) {
        return transactions
                .call(entities -> Sql.list(entities, query, row -> row.getLong(1), values))
                .get(0);
    }

    /** The documents after this one that are old have changed, as far as the followers of the log know; ours has followed on return. */
    private List<String> touched(String after, long old) {
        return gate.through(entities -> {
            var ids = Sql.list(
                    entities,
                    "select id from document where id > ? and change_no <= ? order by id limit ?",
                    row -> row.getString(1),
                    after,
                    old,
                    AT_ONCE);
            for (var id : ids) {
                Sql.update(entities, "update document set change_no = ? where id = ?", ChangeLog.next(entities), id);
            }
            return ids;
        });
    }
}
