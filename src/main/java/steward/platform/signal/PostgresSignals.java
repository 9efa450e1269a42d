package steward.platform.signal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Signals between instances by PostgreSQL's NOTIFY. One connection of its own listens, outside of any pool, since what is
 * notified to a pooled connection reaches whoever holds it; it is opened anew when it breaks. What is published while
 * another message is being sent goes with the next, many at once.
 */
final class PostgresSignals implements Signals, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PostgresSignals.class.getName());
    private static final String CHANNEL = "steward";
    private static final int LISTEN_MILLIS = 1_000;
    private static final int ROUNDS_BETWEEN_CHECKS = 5;
    private static final int ANSWER_SECONDS = 2;
    private static final long RETRY_MILLIS = 1_000;
    private static final int MOST_WAITING = 50_000;
    private static final int MOST_AT_ONCE = 500;

    private final LocalSignals here = new LocalSignals();
    private final String self = UUID.randomUUID().toString();
    private final Queue<String> outbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final DataSource unpooled;
    private final DataSource pool;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private volatile boolean listening;
    private volatile boolean stopped;

    /**
     * @param unpooled makes the connection that listens
     * @param pool lends connections to send by
     * @param executor with two threads at least: one of them listens for ever
     */
    PostgresSignals(DataSource unpooled, DataSource pool, Executor executor, ScheduledExecutorService timer) {
        this.unpooled = unpooled;
        this.pool = pool;
        this.executor = executor;
        this.timer = timer;
    }

    void start() {
        executor.execute(this::listen);
    }

    @Override
    public void close() {
        stopped = true;
    }

    /** Whether signals of other instances are heard at present. */
    boolean listening() {
        return listening;
    }

    @Override
    public Subscription subscribe(String topic, Consumer<String> onSignal) {
        return here.subscribe(topic, onSignal);
    }

    @Override
    public void publish(String topic, String text) {
        LocalSignals.check(topic, text);
        here.deliver(topic, text);
        if (waiting.get() >= MOST_WAITING) {
            LOG.log(Level.FINE, "signal.dropped topic={0}", topic);
            return;
        }
        outbox.add(self + '\n' + topic + '\n' + text);
        if (waiting.getAndIncrement() == 0) {
            startSending();
        }
    }

    private void startSending() {
        try {
            executor.execute(this::send);
        } catch (RejectedExecutionException shuttingDown) {
            LOG.log(Level.FINE, "signal.not_sent", shuttingDown);
        }
    }

    /** Whoever brought the count from zero sends until it is zero again. */
    private void send() {
        int left;
        do {
            var messages = new ArrayList<String>();
            for (String message; messages.size() < MOST_AT_ONCE && (message = outbox.poll()) != null; ) {
                messages.add(message);
            }
            send(new LinkedHashSet<>(messages).toArray(String[]::new));
            left = waiting.addAndGet(-messages.size());
        } while (left > 0);
    }

    private void send(String... messages) {
        try (var connection = pool.getConnection();
                // what may be lost need not wait until its commit is on the disk, which others' commits would wait for
                var notify = connection.prepareStatement("select set_config('synchronous_commit', 'off', true),"
                        + " pg_notify('" + CHANNEL + "', message) from unnest(?) message")) {
            notify.setArray(1, connection.createArrayOf("text", messages));
            notify.executeQuery().close();
        } catch (SQLException | RuntimeException away) {
            LOG.log(Level.FINE, "signal.not_sent", away);
        }
    }

    private void listen() {
        try (var connection = unpooled.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
            listening = true;
            LOG.log(Level.INFO, "signal.listening");
            follow(connection);
        } catch (SQLException | RuntimeException away) {
            LOG.log(listening ? Level.WARNING : Level.FINE, "signal.away", away);
        } finally {
            listening = false;
            listenAgain();
        }
    }

    private void follow(Connection connection) throws SQLException {
        var notifications = connection.unwrap(PGConnection.class);
        for (var round = 1; !stopped; round++) {
            var heard = notifications.getNotifications(LISTEN_MILLIS);
            for (var each : heard) {
                hear(each.getParameter());
            }
            if (round % ROUNDS_BETWEEN_CHECKS == 0 && !connection.isValid(ANSWER_SECONDS)) {
                return;
            }
        }
    }

    private void hear(String message) {
        var parts = message.split("\n", 3);
        if (parts.length == 3 && !parts[0].equals(self)) {
            here.deliver(parts[1], parts[2]);
        }
    }

    private void listenAgain() {
        if (!stopped) {
            try {
                timer.schedule(() -> executor.execute(this::listen), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException shuttingDown) {
                LOG.log(Level.FINE, "signal.ended", shuttingDown);
            }
        }
    }
}
