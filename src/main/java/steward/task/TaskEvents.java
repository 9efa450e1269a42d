package steward.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.json.Json;
import steward.platform.signal.Signals;
import steward.platform.signal.Signals.Subscription;

/**
 * What happens to tasks on any instance, for those who watch one. An event may be lost: whoever waits looks at the row
 * from time to time. Thread-safe.
 */
@ApplicationScoped
public class TaskEvents {
    private static final Logger LOG = Logger.getLogger(TaskEvents.class.getName());
    private static final String ANY = "task";
    private static final String ONE = "task:";
    private static final int ID_LENGTH = 36;

    private Signals signals;
    private Audience audience;
    private Subscription subscription;

    TaskEvents() {} // for the CDI proxy

    @Inject
    TaskEvents(Signals signals) {
        this.signals = signals;
        this.audience = new Audience();
    }

    @PostConstruct
    void start() {
        subscription = signals.subscribe(ANY, this::heard);
    }

    @PreDestroy
    void stop() {
        subscription.close();
    }

    /** Hears the events of one task; {@code onEvent} must not block. */
    public Subscription subscribe(UUID task, Consumer<TaskEvent> onEvent) {
        return audience.subscribe(ONE + task, onEvent);
    }

    /** Hears the events of all tasks; {@code onEvent} must not block. */
    public Subscription subscribe(Consumer<TaskEvent> onEvent) {
        return audience.subscribe(ANY, onEvent);
    }

    void publish(TaskEvent event) {
        signals.publish(ANY, event.id() + Json.text(event));
    }

    /** Most events have no audience here; their JSON is not even read. */
    private void heard(String text) {
        var one = ONE + text.substring(0, ID_LENGTH);
        if (!audience.hears(one) && !audience.hears(ANY)) {
            return;
        }
        try {
            var event = Json.mapper().readValue(text.substring(ID_LENGTH), TaskEvent.class);
            audience.tell(one, event);
            audience.tell(ANY, event);
        } catch (JsonProcessingException ofAnotherVersion) {
            LOG.log(Level.FINE, "task.event_unreadable", ofAnotherVersion);
        }
    }
}
