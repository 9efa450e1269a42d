package steward.platform.log;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What is logged, how and where.
 *
 * @param level the lowest that is logged
 * @param format {@code json}, {@code text} or a pattern in Python's manner
 * @param folder of app.log, error.log and access.log
 * @param console whether lines go to the standard output too
 * @param serverId the name of this instance
 */
record LogConfig(PythonLevel level, String format, Path folder, boolean console, String serverId) {
    static final String JSON = "json";

    /** Whether who reads these logs expects Python's names in them. */
    boolean pythonNames() {
        return TextLines.isPattern(format);
    }

    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        LogConfig logConfig(
                @ConfigProperty(name = "LOG_LEVEL") String level,
                @ConfigProperty(name = "LOG_FORMAT") String format,
                @ConfigProperty(name = "LOG_DIR") String folder,
                @ConfigProperty(name = "STEWARD_ENV") String environment,
                @ConfigProperty(name = "SERVER_ID") String serverId) {
            return new LogConfig(
                    PythonLevel.valueOf(level), format, Path.of(folder), environment.equals("prod"), serverId);
        }
    }
}
