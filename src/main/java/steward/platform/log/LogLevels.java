package steward.platform.log;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The lowest level that this instance logs: that of {@code LOG_LEVEL}, or for a while another one. Nothing of it is stored,
 * so a start always begins with the setting. Thread-safe.
 */
@ApplicationScoped
public class LogLevels {
    /** The names of the levels, the lowest first. */
    public static final List<String> NAMES =
            Stream.of(PythonLevel.values()).map(PythonLevel::name).toList();

    private static final Logger LOG = Logger.getLogger(LogLevels.class.getName());

    private LogConfig config;
    private ScheduledExecutorService timer;
    private Clock clock;
    private Consumer<PythonLevel> loggers = level -> {}; // guarded by this, as all below
    private PythonLevel present;
    private Instant until; // null while the setting is in force
    private ScheduledFuture<?> end;

    LogLevels() {} // for the CDI proxy

    @Inject
    LogLevels(LogConfig config, ScheduledExecutorService timer, Clock clock) {
        this.config = config;
        this.timer = timer;
        this.clock = clock;
        this.present = config.level();
    }

    /** The loggers that follow from now on. */
    synchronized void govern(Consumer<PythonLevel> followers) {
        loggers = followers;
    }

    /** What is in force now. */
    public synchronized State state() {
        return new State(present.name(), config.level().name(), until);
    }

    /**
     * Logs from another level on, until that moment or the next change.
     *
     * @param level one of {@link #NAMES}
     */
    public synchronized void change(String level, Instant endsAt) {
        var wait = Duration.between(clock.instant(), endsAt);
        if (wait.isNegative() || wait.isZero()) {
            return; // told late
        }
        become(PythonLevel.valueOf(level), endsAt);
        end = timer.schedule(() -> lapse(endsAt), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void lapse(Instant endsAt) {
        if (endsAt.equals(until)) {
            reset();
        }
    }

    /** Logs from the level of the setting on. */
    public synchronized void reset() {
        become(config.level(), null);
    }

    private void become(PythonLevel level, Instant endsAt) {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
        present = level;
        until = endsAt;
        loggers.accept(level);
        LOG.log(Level.INFO, "log.level_changed level={0} until={1}", new Object[] {level, endsAt});
    }

    @PreDestroy
    synchronized void stop() {
        if (end != null) {
            end.cancel(false);
        }
    }

    /**
     * A level in force.
     *
     * @param configured that of {@code LOG_LEVEL}
     * @param until when that returns; null while it is in force
     */
    public record State(String level, String configured, Instant until) {}
}
