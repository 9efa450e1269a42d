package steward.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.instance.Instances;
import steward.platform.json.Json;
import steward.platform.signal.Signals;

/** Has the caches of the other instances forget what was forgotten here. */
@ApplicationScoped
class ClearSignal {
    private static final Logger LOG = Logger.getLogger(ClearSignal.class.getName());
    private static final String TOPIC = "cache.clear";

    private ResponseCache cache;
    private Signals signals;
    private Instances instances;
    private Signals.Subscription subscription;

    /** As it is sent; {@code from} is the sender's, who has done it already. */
    private record Told(String from, String model, String collection, String prefix) {}

    ClearSignal() {} // for the CDI proxy

    @Inject
    ClearSignal(ResponseCache cache, Signals signals, Instances instances) {
        this.cache = cache;
        this.signals = signals;
        this.instances = instances;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        subscription = signals.subscribe(TOPIC, this::hear);
    }

    @PreDestroy
    void stop() {
        subscription.close();
    }

    /** Returns how many instances forget, this one included. */
    int tellOthers(ClearFilter filter) {
        var told = new Told(instances.runId(), filter.model(), filter.collection(), filter.prefix());
        signals.publish(TOPIC, Json.text(told));
        return instances.alive();
    }

    private void hear(String text) {
        try {
            var told = Json.mapper().readValue(text, Told.class);
            if (!told.from().equals(instances.runId())) {
                cache.forget(new ClearFilter(told.model(), told.collection(), told.prefix()));
            }
        } catch (JsonProcessingException foreign) {
            LOG.log(Level.WARNING, "cache.clear_unreadable", foreign);
        }
    }
}
