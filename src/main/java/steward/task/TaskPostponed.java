package steward.task;

import java.time.Duration;

/**
 * How a handler says that something it needs is away: the task waits and runs again, without spending an attempt and as
 * often as need be.
 */
public class TaskPostponed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Duration wait;

    /**
     * @param wait until the next run
     * @param reason one of the words in {@code reasons.properties}, such as {@code model_unavailable}; shown to whoever asks
     */
    public TaskPostponed(Duration wait, String reason) {
        super(reason);
        this.wait = wait;
    }

    public Duration waiting() {
        return wait;
    }
}
