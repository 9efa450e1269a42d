package steward.platform.log;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** Opens the logs before anything else of the application starts, and closes them when it is undeployed. */
@ApplicationScoped
class LogStart {
    private static final Logger LOG = Logger.getLogger(LogStart.class.getName());
    private static final Pattern PASSWORD = Pattern.compile("://[^/:@]*:([^/@]+)@");

    private LogConfig config;
    private ScheduledExecutorService timer;
    private Executor writers;
    private LogLevels levels;
    private Logs logs;

    LogStart() {} // for the CDI proxy

    @Inject
    LogStart(LogConfig config, ScheduledExecutorService timer, @Blocking Executor writers, LogLevels levels) {
        this.config = config;
        this.timer = timer;
        this.writers = writers;
        this.levels = levels;
    }

    void open(@Observes @Priority(1) @Initialized(ApplicationScoped.class) Object start) {
        try {
            logs = new Logs(config, secrets(Settings.current()), timer, writers);
            levels.govern(logs::level);
        } catch (IOException unwritable) {
            // the server's own log still takes our lines
            LOG.log(Level.WARNING, "log.folder.unwritable path=" + config.folder(), unwritable);
        }
    }

    @PreDestroy
    void close() {
        if (logs != null) {
            logs.close();
        }
    }

    static List<String> secrets(Settings settings) {
        var lists = Stream.of(Setting.values())
                .filter(Setting::secret)
                .flatMap(setting -> settings.find(setting).stream())
                .flatMap(text -> Stream.concat(Stream.of(text), Arrays.stream(text.split("\\s*,\\s*"))));
        var passwords = Stream.of(Setting.values())
                .filter(Setting::mayHoldPassword)
                .flatMap(setting -> PASSWORD.matcher(settings.text(setting)).results())
                .map(found -> found.group(1));
        return Stream.concat(lists, passwords).toList();
    }
}
