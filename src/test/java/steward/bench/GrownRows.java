package steward.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import steward.knowledge.KnowledgeGrowth;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;
import steward.platform.database.StewardDataSource;

/** The rows of one instance that grow while it is stopped, on PostgreSQL or in H2's file. Commits reach the disk. */
final class GrownRows implements AutoCloseable {
    private static final String TASK = "insert into task (id, type, queue, state, owner, priority, payload, created_at,"
            + " run_at, wake_at, started_at, finished_at, attempt, failures, losses, max_retries, timeout_s, fence, worker,"
            + " cancel_requested, result) select id, 'chat.complete', case when i % 5 = 0 then 'lumina_tasks' else"
            + " 'standard_tasks' end, case when i % 100 = 0 then 'dead' else 'succeeded' end, cast(? as varchar), 5, case when kept then"
            + " '{\"prompt\":\"question ' || i || '\"}' else '{}' end, ended, ended, case when i % 100 = 0 then"
            + " ended + interval '30' day else ended + interval '1' day end, ended, ended, 1, 0, 0, 5, 600, 1, 'growth', false,"
            + " case when kept then '{\"answers\":[{\"answer\":\"about ' || i || '\"}]}' end from ";
    /** Ended within the last 47 hours, evenly: half of the results have expired, no row is to be deleted yet. */
    private static final String POSTGRESQL =
            TASK + "(select i, ended, ended > current_timestamp - interval '1' day as kept,"
                    + " cast(lpad(to_hex(cast(extract(epoch from ended) * 1000 as bigint)), 12, '0') || '7' ||"
                    + " substr(md5(cast(i as text)), 1, 3) || '8' || substr(md5(cast(i as text)), 4, 15) as uuid) as id"
                    + " from (select i, current_timestamp - (? - i) * (interval '47' hour / ?) as ended"
                    + " from generate_series(1, ?) i) numbers) rows_";

    private static final String H2 = TASK + "(select i, ended, ended > current_timestamp - interval '1' day as kept,"
            + " random_uuid(7) as id from (select \"X\" as i, dateadd('MILLISECOND', cast((\"X\" - ?) * (169200000.0 / ?) as"
            + " bigint), current_timestamp) as ended from system_range(1, ?)) numbers) rows_";
    /** Results that expire at once and that nobody has forgotten yet. */
    private static final String DUE = "update task set wake_at = current_timestamp - interval '1' minute where id in"
            + " (select id from task where state = 'succeeded' and result is not null order by wake_at limit ?)";

    private final EmbeddedPostgres server;
    private final String url;
    private final DataSource source;

    private GrownRows(EmbeddedPostgres server, String url, Path dataFolder) {
        this.server = server;
        this.url = url;
        this.source = StewardDataSource.to(DatabaseUrl.of(
                Settings.of(Map.of("DATABASE_URL", url + patience(server), "DATA_DIR", dataFolder.toString()))));
    }

    /** A million rows take longer than the product waits. */
    private static String patience(EmbeddedPostgres server) {
        return server == null ? "" : "?socketTimeout=0";
    }

    /** @param dataFolder of the instance, where H2's file is */
    static GrownRows of(String database, Path dataFolder) throws IOException {
        if (database.equals("h2")) {
            return new GrownRows(null, "", dataFolder);
        }
        var server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "256MB")
                .start();
        return new GrownRows(
                server, "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres", dataFolder);
    }

    /** What the instance takes for {@code DATABASE_URL}. */
    String url() {
        return url;
    }

    void documents(int from, int to) throws SQLException {
        // the last connection that closes would close H2's file
        try (var open = source.getConnection()) {
            KnowledgeGrowth.grow(source, from, to, Words::document);
            settle(open);
        }
    }

    /**
     * Ended tasks, and no more purges by themselves.
     *
     * @param due of which the results are to be forgotten
     */
    void tasks(int tasks, int due, String owner) throws SQLException {
        try (var connection = source.getConnection()) {
            change(connection, "update schedule set enabled = false, next_at = null where name = ?", "result-purge");
            change(connection, server == null ? H2 : POSTGRESQL, owner, tasks, tasks, tasks);
            change(connection, DUE, due);
            settle(connection);
        }
    }

    /** Who the bench is to the instance. */
    String owner() throws SQLException {
        return text("select owner from task where type = 'chat.complete' limit 1");
    }

    /** PostgreSQL's first process, the parent of all the others; empty where the database is in the instance. */
    Optional<ProcessHandle> server() {
        try {
            return server == null
                    ? Optional.empty()
                    : ProcessHandle.of(
                            Long.parseLong(text("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)")));
        } catch (SQLException away) {
            throw new IllegalStateException(away);
        }
    }

    private String text(String sql) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }

    /** What PostgreSQL does by itself within minutes. */
    private void settle(Connection connection) throws SQLException {
        if (server != null) {
            change(connection, "vacuum analyze");
        }
    }

    private static void change(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var at = 0; at < values.length; at++) {
                statement.setObject(at + 1, values[at]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
