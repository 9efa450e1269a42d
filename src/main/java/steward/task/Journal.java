package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import steward.platform.database.Database;

/** What runs under way tell of themselves, and which instances work on which queue. Blocks; thread-safe. */
@ApplicationScoped
class Journal {
    /** Lines of one run of a task; those of the next follow. */
    private static final long LINES_OF_A_RUN = 10_000;

    private Database database;

    Journal() {} // for the CDI proxy

    @Inject
    Journal(Database database) {
        this.database = database;
    }

    void write(List<Run.News> news) {
        if (!news.isEmpty()) {
            database.inTransaction(connection -> {
                writeProgress(connection, news);
                writeLines(connection, news);
                return null;
            });
        }
    }

    private static void writeProgress(Connection connection, List<Run.News> news) throws SQLException {
        try (var update = connection.prepareStatement("update task set progress_done = ?, progress_total = ?,"
                + " progress_message = ? where id = ? and fence = ?")) {
            for (var each : news) {
                if (each.progress().isPresent()) {
                    var progress = each.progress().get();
                    Database.set(
                            update,
                            progress.done(),
                            progress.total(),
                            progress.message(),
                            each.task().id(),
                            each.task().fence());
                    update.addBatch();
                }
            }
            update.executeBatch();
        }
    }

    private static void writeLines(Connection connection, List<Run.News> news) throws SQLException {
        try (var insert = connection.prepareStatement("insert into task_log (task_id, line_no, at, line)"
                + " values (?, ?, cast(? as timestamp with time zone), ?) on conflict do nothing")) {
            for (var each : news) {
                for (var line : each.lines()) {
                    Database.set(
                            insert,
                            each.task().id(),
                            each.task().fence() * LINES_OF_A_RUN + line.number(),
                            line.at(),
                            line.text());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    /** This instance's heartbeat: which queues it works on, with how many threads, and how many are taken. */
    void present(String worker, Map<QueueName, Presence> queues) {
        database.inTransaction(connection -> {
            for (var queue : queues.entrySet()) {
                var presence = queue.getValue();
                var label = queue.getKey().label();
                if (Database.update(
                                connection,
                                "update task_worker set slots = ?, running = ?, seen_at = current_timestamp"
                                        + " where worker = ? and queue = ?",
                                presence.slots(),
                                presence.running(),
                                worker,
                                label)
                        == 0) {
                    Database.update(
                            connection,
                            "insert into task_worker (worker, queue, slots, running, seen_at)"
                                    + " values (?, ?, ?, ?, current_timestamp) on conflict do nothing",
                            worker,
                            label,
                            presence.slots(),
                            presence.running());
                }
            }
            return null;
        });
    }

    /** This instance works on nothing any more. */
    void absent(String worker) {
        database.inTransaction(
                connection -> Database.update(connection, "delete from task_worker where worker = ?", worker));
    }

    /** Threads of a queue, and how many of them are taken. */
    record Presence(int slots, int running) {}
}
