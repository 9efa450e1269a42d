package steward.identity;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * When and from where keys and sessions were last used. Noted in the heap and written once a minute, for no request is worth
 * a write; a crash loses at most that minute. Thread-safe.
 */
@ApplicationScoped
class LastUse {
    private static final Logger LOG = Logger.getLogger(LastUse.class.getName());
    private static final int ROUND_SECONDS = 60;
    private static final int WORTH_NOTING_SECONDS = 10;

    private final Map<Used, Use> unwritten = new ConcurrentHashMap<>();
    private Database database;
    private Executor executor;
    private ScheduledExecutorService timer;
    private volatile ScheduledFuture<?> rounds;

    /** What can be used. */
    enum Kind {
        KEY {
            @Override
            void write(Connection connection, String id, Instant at, String from) throws SQLException {
                KeyRows.used(connection, id, at, from);
            }
        },
        SESSION {
            @Override
            void write(Connection connection, String id, Instant at, String from) throws SQLException {
                SessionRows.used(connection, id, at, from);
            }
        };

        abstract void write(Connection connection, String id, Instant at, String from) throws SQLException;
    }

    private record Used(Kind kind, String id) {}

    private record Use(Instant at, String from) {}

    LastUse() {} // for the CDI proxy

    @Inject
    LastUse(Database database, @Blocking Executor executor, ScheduledExecutorService timer) {
        this.database = database;
        this.executor = executor;
        this.timer = timer;
    }

    void start(@Observes DatabaseReady tables) {
        if (rounds == null) {
            rounds = timer.scheduleWithFixedDelay(this::writeSoon, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    void used(Kind kind, String id, Instant at, String from) {
        var used = new Used(kind, id);
        var last = unwritten.get(used);
        if (last == null || at.isAfter(last.at().plusSeconds(WORTH_NOTING_SECONDS))) {
            unwritten.put(used, new Use(at, from));
        }
    }

    private void writeSoon() {
        try {
            executor.execute(this::write);
        } catch (RejectedExecutionException busy) {
            LOG.log(Level.FINE, "identity.last_use", busy);
        }
    }

    void write() {
        for (var entry : Map.copyOf(unwritten).entrySet()) {
            var used = entry.getKey();
            var use = entry.getValue();
            try {
                database.inTransaction(connection -> {
                    used.kind().write(connection, used.id(), use.at(), use.from());
                    return null;
                });
                unwritten.remove(used, use);
            } catch (RuntimeException away) {
                LOG.log(Level.FINE, "identity.last_use", away);
                return;
            }
        }
    }
}
