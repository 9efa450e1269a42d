package steward.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;

/**
 * How a run ended and what becomes of its task.
 *
 * @param next the task's state from now on
 * @param pause before the next run, where there is one
 * @param spends whether the run counts as an attempt
 * @param result JSON, null where there is none
 * @param code what failed, for programs; null where nothing did
 * @param message what failed, for a person; null where nothing did
 */
record Outcome(Kind kind, TaskState next, Duration pause, boolean spends, String result, String code, String message) {
    private static final int LONGEST_MESSAGE = 2_000;

    /** What a run came to. */
    enum Kind {
        SUCCEEDED,
        FAILED,
        CANCELLED,
        LOST,
        HANDED_BACK,
        POSTPONED;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Outcome {
        message =
                message != null && message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    }

    static Outcome succeeded(String result) {
        return new Outcome(Kind.SUCCEEDED, TaskState.SUCCEEDED, Duration.ZERO, true, result, null, null);
    }

    /** @param result what was done before it stopped, may be null */
    static Outcome cancelled(String result) {
        return new Outcome(Kind.CANCELLED, TaskState.CANCELLED, Duration.ZERO, true, result, null, null);
    }

    static Outcome dead(String code, String message) {
        return new Outcome(Kind.FAILED, TaskState.DEAD, Duration.ZERO, true, null, code, message);
    }

    static Outcome retried(Duration wait, String code, String message) {
        return new Outcome(Kind.FAILED, TaskState.DELAYED, wait, true, null, code, message);
    }

    static Outcome handedBack() {
        return new Outcome(Kind.HANDED_BACK, TaskState.QUEUED, Duration.ZERO, false, null, null, null);
    }

    static Outcome postponed(Duration wait, String reason) {
        return new Outcome(Kind.POSTPONED, TaskState.DELAYED, wait, false, null, reason, null);
    }

    /** The instance vanished; after a few times the task waits a little, as it may be what takes instances down. */
    static Outcome lost(Duration wait) {
        return new Outcome(
                Kind.LOST, wait.isZero() ? TaskState.QUEUED : TaskState.DELAYED, wait, true, null, "worker_lost", null);
    }

    static Outcome lostForGood() {
        return new Outcome(Kind.LOST, TaskState.DEAD, Duration.ZERO, true, null, "worker_lost", null);
    }

    /** Whether the task's own row tells all of this run. */
    boolean needsNoRecord() {
        return kind == Kind.SUCCEEDED;
    }
}
