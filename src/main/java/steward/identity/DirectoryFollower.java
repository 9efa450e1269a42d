package steward.identity;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.concurrent.Blocking;
import steward.platform.database.Database;
import steward.platform.database.DatabaseReady;

/**
 * Keeps the directory in step with the rows: it looks every two seconds whether anything was changed, by whatever instance,
 * and reads anew if so. While the database is away the last state stays in force. Thread-safe.
 */
@ApplicationScoped
class DirectoryFollower {
    private static final Logger LOG = Logger.getLogger(DirectoryFollower.class.getName());
    private static final int ROUND_SECONDS = 2;

    private Database database;
    private Executor executor;
    private ScheduledExecutorService timer;
    private Clock clock;
    private volatile Directory directory = Directory.EMPTY;
    private volatile ScheduledFuture<?> rounds;

    DirectoryFollower() {} // for the CDI proxy

    @Inject
    DirectoryFollower(Database database, @Blocking Executor executor, ScheduledExecutorService timer, Clock clock) {
        this.database = database;
        this.executor = executor;
        this.timer = timer;
        this.clock = clock;
    }

    /** The directory as of the last round. */
    Directory directory() {
        return directory;
    }

    /** Before all others: knowledge is not searched until it is known who may read what. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) DatabaseReady tables) {
        catchUp();
        if (rounds == null) {
            rounds = timer.scheduleWithFixedDelay(this::lookAgain, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    private void lookAgain() {
        try {
            executor.execute(() -> {
                try {
                    catchUp();
                } catch (RuntimeException away) {
                    LOG.log(Level.FINE, "identity.not_followed", away);
                }
            });
        } catch (RejectedExecutionException busy) {
            LOG.log(Level.FINE, "identity.not_followed", busy);
        }
    }

    /** Reads what has changed, if anything has. */
    synchronized void catchUp() {
        directory = database.inTransaction(connection -> {
            var changeNo = Database.first(
                            connection, "select change_no from identity_state", row -> row.getLong("change_no"))
                    .orElseThrow();
            return changeNo == directory.changeNo() ? directory : read(connection, changeNo);
        });
    }

    private Directory read(Connection connection, long changeNo) throws SQLException {
        return new Directory(
                changeNo,
                TeamRows.organisations(connection),
                TeamRows.teams(connection),
                UserRows.all(connection),
                KeyRows.all(connection),
                endedSessions(connection),
                grants(connection));
    }

    private Set<String> endedSessions(Connection connection) throws SQLException {
        return new HashSet<>(Database.rows(
                connection,
                "select id from user_session where ended_at is not null and expires_at > ?",
                row -> row.getString("id"),
                clock.instant()));
    }

    private static Map<String, Set<String>> grants(Connection connection) throws SQLException {
        var grants = new HashMap<String, Set<String>>();
        Database.rows(
                connection,
                "select collection_id, grantee from collection_access",
                row -> grants.computeIfAbsent(row.getString("collection_id"), collection -> new HashSet<>())
                        .add(row.getString("grantee")));
        return grants;
    }
}
