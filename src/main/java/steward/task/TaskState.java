package steward.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a task is on its way. */
public enum TaskState {
    /** May be worked on at once. */
    QUEUED,
    /** Waits for its time: asked for later, or for a retry. */
    DELAYED,
    RUNNING,
    SUCCEEDED,
    /** Failed for good; may be retried by hand. */
    DEAD,
    CANCELLED;

    /** As the API and the rows write it. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TaskState labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Whether nothing will happen any more unless somebody asks for it. */
    public boolean isEnd() {
        return this == SUCCEEDED || this == DEAD || this == CANCELLED;
    }
}
