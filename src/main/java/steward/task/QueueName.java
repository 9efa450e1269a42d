package steward.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The two queues. Each has threads of its own, so that neither keeps the other waiting. */
public enum QueueName {
    /** Ordinary work. */
    STANDARD_TASKS,
    /** Heavy work, such as pictures. */
    LUMINA_TASKS;

    /** As the guides write it, such as {@code standard_tasks}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The queue of this label; empty for a stranger. */
    public static Optional<QueueName> labelled(String label) {
        return Stream.of(values()).filter(queue -> queue.label().equals(label)).findFirst();
    }
}
