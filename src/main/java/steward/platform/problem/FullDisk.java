package steward.platform.problem;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Recognises failures whose cause is that a disk has no room left, whoever ran into it. */
public final class FullDisk {
    /** PostgreSQL's SQLSTATE for it, also used for what is refused before it comes to that. */
    public static final String SQL_STATE = "53100";

    private static final Duration RETRY = Duration.ofSeconds(10);

    private FullDisk() {}

    /** Whether it is this that failed, however often it was wrapped. */
    public static boolean isCauseOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(FullDisk::isIt);
    }

    private static boolean isIt(Throwable cause) {
        if (cause instanceof SQLException told) {
            return SQL_STATE.equals(told.getSQLState());
        }
        return cause instanceof IOException && saysSo(String.valueOf(cause.getMessage()));
    }

    // the JDK has no class for it; these are the words of Linux, of its quotas, and of Windows
    private static boolean saysSo(String message) {
        var words = message.toLowerCase(Locale.ROOT);
        return words.contains("no space left")
                || words.contains("disk quota exceeded")
                || words.contains("not enough space on the disk");
    }

    /** What callers are told of such a failure. */
    public static ProblemException problem(Throwable failure) {
        return new ProblemException(ProblemType.DISK_FULL, failure).retryAfter(RETRY);
    }
}
