package steward.platform.log;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Text that stays on its line: what is sent to us must not be able to forge a line of the log. */
final class OneLine {
    private OneLine() {}

    /** Line ends, control characters and the marks that turn the direction of a line, escaped as in JSON. */
    static String of(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (isUnsafe(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    /** A failure with its causes, as Java prints it. */
    static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i);
            switch (unit) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (isUnsafe(unit)) {
                        escaped.append(String.format("\\u%04x", (int) unit));
                    } else {
                        escaped.append(unit);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isUnsafe(char unit) {
        return unit < ' '
                || unit >= '\u007f' && unit < '\u00a0'
                || unit == '\u2028'
                || unit == '\u2029'
                || unit >= '\u202a' && unit <= '\u202e'
                || unit >= '\u2066' && unit <= '\u2069';
    }
}
