package steward.platform.log;

import java.util.logging.Level;

/** Levels by the names that the guides use, which are Python's. */
enum PythonLevel {
    DEBUG(10, Level.FINE),
    INFO(20, Level.INFO),
    WARNING(30, Level.WARNING),
    ERROR(40, Level.SEVERE),
    CRITICAL(50, Level.SEVERE);

    private final int number;
    private final Level level;

    PythonLevel(int number, Level level) {
        this.number = number;
        this.level = level;
    }

    /** Python's number. */
    int number() {
        return number;
    }

    /** The lowest level of ours that is logged at this one. */
    Level level() {
        return level;
    }

    static PythonLevel of(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return WARNING;
        }
        return level.intValue() >= Level.INFO.intValue() ? INFO : DEBUG;
    }
}
