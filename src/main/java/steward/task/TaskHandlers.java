package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Every type of work that this version knows. Thread-safe. */
@ApplicationScoped
class TaskHandlers {
    private Map<String, TaskHandler> byType;

    TaskHandlers() {} // for the CDI proxy

    @Inject
    TaskHandlers(@Any Instance<TaskHandler> handlers) {
        this((Iterable<TaskHandler>) handlers);
    }

    TaskHandlers(Iterable<TaskHandler> handlers) {
        byType = new TreeMap<>();
        StreamSupport.stream(handlers.spliterator(), false).forEach(this::add);
    }

    private void add(TaskHandler handler) {
        if (byType.put(handler.type(), handler) != null) {
            throw new IllegalStateException("two handlers of type " + handler.type());
        }
    }

    Optional<TaskHandler> of(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    Set<String> types() {
        return byType.keySet();
    }
}
