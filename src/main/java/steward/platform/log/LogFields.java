package steward.platform.log;

import java.util.function.BiConsumer;

/**
 * The first parameter of a log record whose line has members of its own besides time, level, logger and message.
 * Immutable, as the line may be written later by another thread.
 */
public interface LogFields {
    /** Gives each member: its name in snake_case and its value, a text, number or boolean. */
    void forEach(BiConsumer<String, Object> member);
}
