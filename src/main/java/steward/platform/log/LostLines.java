package steward.platform.log;

import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Says in a log how many lines it lacks. */
final class LostLines {
    private LostLines() {}

    static LogRecord told(long lines) {
        var entry = new LogRecord(Level.WARNING, "log.dropped lines=" + lines);
        entry.setLoggerName(LostLines.class.getName());
        return entry;
    }
}
