package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import steward.platform.database.Database;

/**
 * {@code task.purge}: forgets what is over, a thousand rows at a time, so that nobody waits for it. An ended task stays for
 * once more the time that its result was kept, without its result, so that whoever comes late hears that it is gone.
 */
@ApplicationScoped
class PurgeTask implements TaskHandler {
    private static final int AT_ONCE = 1_000;
    private static final String OVER = "select id from task where wake_at < ";
    private static final String ENDED = " and state in ('succeeded', 'dead', 'cancelled')";

    private Database database;
    private TaskConfig config;
    private Dialect dialect;

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
        var results = repeat(task, this::forgetResults);
        var tasks = repeat(task, this::forgetTasks);
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

    private int forgetResults() {
        return database.inTransaction(connection -> Database.update(
                connection,
                "update task set result = null, payload = '{}' where id in (" + OVER + "current_timestamp" + ENDED
                        + " and (result is not null or payload <> '{}') limit " + AT_ONCE + ")"));
    }

    private int forgetTasks() {
        return database.inTransaction(connection -> Database.update(
                connection,
                "delete from task where id in (" + OVER + dialect.inMillis() + ENDED + " limit " + AT_ONCE + ")",
                -config.resultTtl().toMillis()));
    }

    private int forgetRequests() {
        return database.inTransaction(connection -> Database.update(
                connection,
                "delete from task_request where (owner, request_key) in (select owner, request_key from task_request"
                        + " where expires_at < current_timestamp limit " + AT_ONCE + ")"));
    }
}
