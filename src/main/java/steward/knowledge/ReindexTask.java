package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import steward.identity.Role;
import steward.task.TaskContext;
import steward.task.TaskHandler;

/**
 * {@code knowledge.reindex}: has every instance take every document into its index once more, from the rows. Each document
 * stays searchable all the time. What one run has done, the next does again; that harms nothing.
 */
@ApplicationScoped
class ReindexTask implements TaskHandler {
    static final String TYPE = "knowledge.reindex";
    private static final int AT_ONCE = 50;

    private Transactions transactions;
    private ChangeGate gate;

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
        // nothing to say
    }

    @Override
    public Object run(TaskContext task) {
        var total = transactions
                .call(entities -> Sql.list(entities, "select count(*) from document", row -> row.getLong(1)))
                .get(0);
        var done = 0L;
        var some = List.<String>of();
        do {
            some = touched(some.isEmpty() ? "" : some.get(some.size() - 1));
            done += some.size();
            task.progress(done, total, null);
        } while (some.size() == AT_ONCE && !task.cancelled());
        return Map.of("documents", done);
    }

    /** The documents after this one have changed, as far as the followers of the log know; ours has followed on return. */
    private List<String> touched(String after) {
        return gate.through(entities -> {
            var ids = Sql.list(
                    entities,
                    "select id from document where id > ? order by id limit ?",
                    row -> row.getString(1),
                    after,
                    AT_ONCE);
            for (var id : ids) {
                Sql.update(entities, "update document set change_no = ? where id = ?", ChangeLog.next(entities), id);
            }
            return ids;
        });
    }
}
