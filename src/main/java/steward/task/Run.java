package steward.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.database.Database;
import steward.platform.json.Json;

/** One run of a task: what its handler sees of it, and how it ends, which it does exactly once. Thread-safe. */
final class Run implements TaskContext {
    private static final Logger LOG = Logger.getLogger(Run.class.getName());
    private static final int LONGEST_LINE = 1_000;
    private static final int MOST_LINES = 1_000;
    private static final int LONGEST_MESSAGE = 500;

    private final Claimed task;
    private final Database database;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Runnable> onCancel = new ArrayList<>(); // guarded by this
    private final List<Line> lines = new ArrayList<>(); // guarded by this; those not written yet
    private int linesInAll; // guarded by this
    private Progress progress; // guarded by this; null where there is none to be written
    private StopReason stopReason; // guarded by this
    private long stopAskedAt; // guarded by this
    private boolean noticed; // guarded by this
    private volatile long startedAt;
    private Connection connection; // of the run's own thread
    private final List<Runnable> onCommitted = new ArrayList<>(); // of the run's own thread

    Run(Claimed task, Database database, Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.task = task;
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /** How far the work is. */
    record Progress(long done, long total, String message) {}

    /** What there is to write about a run under way. */
    record News(Claimed task, Optional<Progress> progress, List<Line> lines) {}

    /** A line of the log; numbered from 1 within the run. */
    record Line(int number, Instant at, String text) {}

    Claimed task() {
        return task;
    }

    @Override
    public UUID id() {
        return task.id();
    }

    @Override
    public String owner() {
        return task.owner();
    }

    @Override
    public int attempt() {
        return task.attempt();
    }

    @Override
    public JsonNode payload() {
        return payload(JsonNode.class);
    }

    @Override
    public <T> T payload(Class<T> type) {
        try {
            return Json.mapper().readValue(task.payload(), type);
        } catch (JsonProcessingException otherThanWhenAccepted) {
            throw new TaskFailure("payload_invalid", otherThanWhenAccepted.getOriginalMessage(), true);
        }
    }

    @Override
    public synchronized void progress(long done, long total, String message) {
        progress = new Progress(done, total, plain(message, LONGEST_MESSAGE));
    }

    @Override
    public synchronized void log(String line) {
        if (++linesInAll <= MOST_LINES) {
            lines.add(new Line(linesInAll, clock.instant(), plain(line, LONGEST_LINE)));
        }
    }

    private static String plain(String text, int most) {
        if (text == null) {
            return null;
        }
        var shortened = text.length() <= most ? text : text.substring(0, most);
        return shortened.replace('\u0000', ' ');
    }

    @Override
    public synchronized boolean cancelled() {
        noticed |= stopReason != null;
        return stopReason != null;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (stopReason == null) {
                onCancel.add(action);
                return;
            }
            noticed = true;
        }
        action.run();
    }

    @Override
    public Connection connection() throws SQLException {
        if (connection == null) {
            connection = database.open();
        }
        return connection;
    }

    @Override
    public void onCommitted(Runnable action) {
        onCommitted.add(action);
    }

    /** What was written by its connection is committed. */
    void committed() {
        onCommitted.forEach(this::runQuietly);
    }

    /** Asks the handler to stop; the first reason stays, but for a lost lease. */
    void stop(StopReason reason) {
        List<Runnable> actions;
        synchronized (this) {
            if (stopReason != null && reason != StopReason.LOST) {
                return;
            }
            stopReason = reason;
            stopAskedAt = nanoTime.getAsLong();
            actions = List.copyOf(onCancel);
            onCancel.clear();
            noticed |= !actions.isEmpty();
        }
        actions.forEach(this::runQuietly);
    }

    private void runQuietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(Level.WARNING, "task.action_failed id=" + task.id(), failure);
        }
    }

    /** Why it was asked to stop; empty where it was not, or has not heard of it before its end. */
    synchronized Optional<StopReason> heededReason() {
        return noticed ? Optional.ofNullable(stopReason) : Optional.empty();
    }

    synchronized Optional<StopReason> stopReason() {
        return Optional.ofNullable(stopReason);
    }

    /** How long ago it was asked to stop, in nanoseconds. */
    synchronized long askedToStopFor() {
        return nanoTime.getAsLong() - stopAskedAt;
    }

    void begun() {
        startedAt = nanoTime.getAsLong();
    }

    /** How long its handler has been working, in nanoseconds; 0 before that. */
    long runningFor() {
        return startedAt == 0 ? 0 : nanoTime.getAsLong() - startedAt;
    }

    boolean hasBegun() {
        return startedAt != 0;
    }

    /** True for the first caller only: the end is theirs to record. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** The connection that the handler has asked for, if it has. */
    Optional<Connection> used() {
        return Optional.ofNullable(connection);
    }

    /** What was said since the last time; empty where nothing was. */
    synchronized Optional<News> news() {
        if (progress == null && lines.isEmpty()) {
            return Optional.empty();
        }
        var news = new News(task, Optional.ofNullable(progress), List.copyOf(lines));
        progress = null;
        lines.clear();
        return Optional.of(news);
    }
}
