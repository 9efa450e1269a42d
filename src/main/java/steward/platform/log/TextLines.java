package steward.platform.log;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Lines by a pattern in Python's manner, such as {@code %(asctime)s - %(name)s - %(levelname)s - %(message)s}. Widths work
 * as in Python; a name that has no meaning here is left empty. Times are in the machine's zone, as Python's are.
 * Thread-safe.
 */
final class TextLines extends Formatter {
    /** What {@code LOG_FORMAT=text} stands for. */
    static final String PLAIN = "%(asctime)s %(levelname)-7s %(name)s %(message)s";

    private static final Pattern PLACE = Pattern.compile("%\\((\\w+)\\)([-0]?\\d*)(?:\\.\\d+)?[sdf]|%%");

    private final List<BiFunction<LogRecord, String, String>> parts = new ArrayList<>();
    private final Redactor redactor;
    private final DateTimeFormatter time;

    TextLines(String pattern, Redactor redactor, ZoneId zone) {
        this.redactor = redactor;
        this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(zone);
        parse(pattern);
    }

    /** Whether a setting is such a pattern. */
    static boolean isPattern(String format) {
        return PLACE.matcher(format).find();
    }

    @Override
    public String format(LogRecord entry) {
        var message = message(entry);
        var line = new StringBuilder(160);
        parts.forEach(part -> line.append(part.apply(entry, message)));
        return OneLine.of(line.toString()) + '\n';
    }

    private String message(LogRecord entry) {
        var message = new StringBuilder(formatMessage(entry));
        if (entry.getParameters() != null
                && entry.getParameters().length > 0
                && entry.getParameters()[0] instanceof LogFields fields) {
            fields.forEach((name, value) ->
                    message.append(' ').append(name).append('=').append(value));
        }
        if (entry.getThrown() != null) {
            message.append('\n').append(OneLine.stackTrace(entry.getThrown()));
        }
        return redactor.redacted(message.toString());
    }

    private void parse(String pattern) {
        var place = PLACE.matcher(pattern);
        var from = 0;
        while (place.find()) {
            literal(pattern.substring(from, place.start()));
            if (place.group(1) == null) {
                literal("%");
            } else {
                value(place.group(1), place.group(2));
            }
            from = place.end();
        }
        literal(pattern.substring(from));
    }

    private void literal(String text) {
        if (!text.isEmpty()) {
            parts.add((entry, message) -> text);
        }
    }

    private void value(String name, String width) {
        var value = value(name);
        var left = width.startsWith("-");
        var columns = width.isEmpty() || width.equals("-") ? 0 : Math.abs(Integer.parseInt(width));
        parts.add(columns == 0 ? value : (entry, message) -> padded(value.apply(entry, message), columns, left));
    }

    private BiFunction<LogRecord, String, String> value(String name) {
        return switch (name) {
            case "asctime" -> (entry, message) -> time.format(entry.getInstant());
            case "created" -> (entry, message) -> Double.toString(entry.getMillis() / 1000.0);
            case "levelname" ->
                (entry, message) -> PythonLevel.of(entry.getLevel()).name();
            case "levelno" ->
                (entry, message) ->
                        Integer.toString(PythonLevel.of(entry.getLevel()).number());
            case "message" -> (entry, message) -> message;
            case "module" -> (entry, message) -> simpleName(entry.getSourceClassName());
            case "msecs" -> (entry, message) -> Long.toString(entry.getMillis() % 1000);
            case "name" -> (entry, message) -> entry.getLoggerName();
            case "pathname", "filename" -> (entry, message) -> simpleName(entry.getSourceClassName()) + ".java";
            case "process" ->
                (entry, message) -> Long.toString(ProcessHandle.current().pid());
            case "funcName" -> (entry, message) -> String.valueOf(entry.getSourceMethodName());
            case "thread", "threadName" -> (entry, message) -> Long.toString(entry.getLongThreadID());
            default -> (entry, message) -> "";
        };
    }

    private static String simpleName(String className) {
        return className == null ? "" : className.substring(className.lastIndexOf('.') + 1);
    }

    private static String padded(String text, int columns, boolean left) {
        var padding = " ".repeat(Math.max(0, columns - text.length()));
        return left ? text + padding : padding + text;
    }
}
