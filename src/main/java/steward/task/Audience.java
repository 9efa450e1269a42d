package steward.task;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import steward.platform.signal.Signals.Subscription;

/** Who listens for the events of which task. Thread-safe. */
final class Audience {
    private final Map<String, Set<Consumer<TaskEvent>>> listeners = new ConcurrentHashMap<>();

    Subscription subscribe(String subject, Consumer<TaskEvent> onEvent) {
        // of its own, so that the same consumer may subscribe twice
        Consumer<TaskEvent> listener = event -> onEvent.accept(event);
        listeners.compute(subject, (name, present) -> {
            var all = present == null ? ConcurrentHashMap.<Consumer<TaskEvent>>newKeySet() : present;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(subject, (name, present) -> {
            present.remove(listener);
            return present.isEmpty() ? null : present;
        });
    }

    boolean hears(String subject) {
        return listeners.containsKey(subject);
    }

    void tell(String subject, TaskEvent event) {
        listeners.getOrDefault(subject, Set.of()).forEach(listener -> listener.accept(event));
    }
}
