package steward.identity;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
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
 * When and from where keys were last used. Noted in the heap and written once a minute, for no request is worth a write; a
 * crash loses at most that minute. Thread-safe.
 */
@ApplicationScoped
class KeyUse {
    private static final Logger LOG = Logger.getLogger(KeyUse.class.getName());
    private static final int ROUND_SECONDS = 60;
    private static final int WORTH_NOTING_SECONDS = 10;

    private final Map<String, Use> unwritten = new ConcurrentHashMap<>();
    private Database database;
    private Executor executor;
    private ScheduledExecutorService timer;
    private volatile ScheduledFuture<?> rounds;

    private record Use(Instant at, String from) {}

    KeyUse() {} // for the CDI proxy

    @Inject
    KeyUse(Database database, @Blocking Executor executor, ScheduledExecutorService timer) {
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

    void used(String keyId, Instant at, String from) {
        var last = unwritten.get(keyId);
        if (last == null || at.isAfter(last.at().plusSeconds(WORTH_NOTING_SECONDS))) {
            unwritten.put(keyId, new Use(at, from));
        }
    }

    private void writeSoon() {
        try {
            executor.execute(this::write);
        } catch (RejectedExecutionException busy) {
            LOG.log(Level.FINE, "identity.key_use", busy);
        }
    }

    void write() {
        for (var entry : Map.copyOf(unwritten).entrySet()) {
            var use = entry.getValue();
            try {
                database.inTransaction(connection -> {
                    KeyRows.used(connection, entry.getKey(), use.at(), use.from());
                    return null;
                });
                unwritten.remove(entry.getKey(), use);
            } catch (RuntimeException away) {
                LOG.log(Level.FINE, "identity.key_use", away);
                return;
            }
        }
    }
}
