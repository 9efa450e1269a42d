package steward.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.json.Json;
import steward.platform.log.LogLevels;
import steward.platform.signal.Signals;

/** Has all instances that live log from another level on for a while. Thread-safe. */
@ApplicationScoped
class LogLevelSignal {
    private static final Logger LOG = Logger.getLogger(LogLevelSignal.class.getName());
    private static final String TOPIC = "log.level";

    private LogLevels levels;
    private Signals signals;
    private Signals.Subscription subscription;

    /**
     * As it is sent.
     *
     * @param level null for that of the setting, as {@code until}
     */
    private record Told(String level, Instant until) {}

    LogLevelSignal() {} // for the CDI proxy

    @Inject
    LogLevelSignal(LogLevels levels, Signals signals) {
        this.levels = levels;
        this.signals = signals;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        subscription = signals.subscribe(TOPIC, this::hear);
    }

    @PreDestroy
    void stop() {
        subscription.close();
    }

    /** Here at once, elsewhere soon. */
    void change(String level, Instant until) {
        publish(new Told(level, until));
    }

    /** Back to the setting, here at once, elsewhere soon. */
    void reset() {
        publish(new Told(null, null));
    }

    private void publish(Told told) {
        signals.publish(TOPIC, Json.text(told));
    }

    private void hear(String text) {
        try {
            var told = Json.mapper().readValue(text, Told.class);
            if (told.level() == null) {
                levels.reset();
            } else if (LogLevels.NAMES.contains(told.level())) {
                levels.change(told.level(), told.until());
            }
        } catch (JsonProcessingException foreign) {
            LOG.log(Level.WARNING, "log.level_unreadable", foreign);
        }
    }
}
