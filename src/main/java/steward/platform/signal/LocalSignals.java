package steward.platform.signal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Signals within this instance, which is all there is on the embedded database. */
final class LocalSignals implements Signals {
    private static final Logger LOG = Logger.getLogger(LocalSignals.class.getName());

    private final Map<String, Set<Consumer<String>>> audience = new ConcurrentHashMap<>();

    @Override
    public void publish(String topic, String text) {
        check(topic, text);
        deliver(topic, text);
    }

    static void check(String topic, String text) {
        var bytes = topic.getBytes(StandardCharsets.UTF_8).length + text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES || topic.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a signal of topic " + topic + " is too long or not of one line");
        }
    }

    void deliver(String topic, String text) {
        for (var listener : audience.getOrDefault(topic, Set.of())) {
            try {
                listener.accept(text);
            } catch (RuntimeException failure) {
                LOG.log(Level.WARNING, "signal.failed topic=" + topic, failure);
            }
        }
    }

    @Override
    public Subscription subscribe(String topic, Consumer<String> onSignal) {
        // of its own, so that the same consumer may subscribe twice
        Consumer<String> listener = text -> onSignal.accept(text);
        audience.compute(topic, (name, listeners) -> {
            var all = listeners == null ? ConcurrentHashMap.<Consumer<String>>newKeySet() : listeners;
            all.add(listener);
            return all;
        });
        return () -> audience.computeIfPresent(topic, (name, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }
}
