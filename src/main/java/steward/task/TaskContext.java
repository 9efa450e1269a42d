package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * One run of a task, as its handler sees it. {@link #connection()} and {@link #onCommitted} are for the run's own thread; all
 * else is thread-safe.
 */
public interface TaskContext {
    /** The task's id, the same in every run. */
    UUID id();

    /** Who submitted it, as {@link steward.identity.Caller#id()}. */
    String owner();

    /** 1 in the first run. */
    int attempt();

    JsonNode payload();

    /** The payload as a record, strictly; it was accepted by {@link TaskHandler#validate}. */
    <T> T payload(Class<T> type);

    /**
     * Says how far the work is; shown to whoever watches within about a second.
     *
     * @param total 0 where it is not known
     * @param message one line for a person, may be null
     */
    void progress(long done, long total, String message);

    /** Adds a line to the task's log, without secrets; a thousand characters at most, later lines than 1,000 are dropped. */
    void log(String line);

    /**
     * Whether to stop: the task was cancelled, has taken too long, or the instance is about to stop. Whoever has heard so
     * should return soon with what is done, or throw. The thread is never interrupted.
     */
    boolean cancelled();

    /** Runs {@code action}, once and on another thread, when {@link #cancelled()} becomes true; at once where it is. */
    void onCancel(Runnable action);

    /**
     * A connection of the transaction that also records the result: what is written by it happens exactly when the task is
     * recorded as succeeded, and once. Opened at the first call. The handler neither commits nor closes it.
     */
    Connection connection() throws SQLException;

    /** Runs {@code action} once what was written by {@link #connection()} is committed; never where it is not. */
    void onCommitted(Runnable action);
}
