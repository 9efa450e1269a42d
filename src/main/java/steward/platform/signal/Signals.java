package steward.platform.signal;

import java.util.function.Consumer;

/**
 * Tells whoever listens, in this instance and in every other on the same database, that something has happened. At most
 * once and in no promised order: a signal saves somebody from waiting for the next look at the rows, and never replaces
 * that look. Thread-safe.
 */
public interface Signals {
    /** The longest text, in UTF-8 bytes together with its topic. */
    int MOST_BYTES = 7_000;

    /**
     * Delivers here at once, on the calling thread, and to the other instances soon; equal signals that wait to be sent
     * become one. Never blocks for long. To be called after the commit of what it is about.
     *
     * @throws IllegalArgumentException where topic and text are longer than {@link #MOST_BYTES}, or the topic holds a line
     *     break
     */
    void publish(String topic, String text);

    /** Hears all signals of exactly this topic, also those published here; {@code onSignal} must not block. */
    Subscription subscribe(String topic, Consumer<String> onSignal);

    /** A place in the audience; closing it again does nothing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
