package steward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import steward.platform.json.Json;

/** One line of a log as a person reads it: JSON becomes time, level and message, then the other fields. */
final class LogLine {
    private static final List<String> TIME = List.of("timestamp", "@timestamp", "asctime", "time");
    private static final List<String> LEVEL = List.of("level", "levelname");
    private static final List<String> TEXT = List.of("message", "event");
    private static final List<String> TRACE = List.of("exception", "stack_trace", "stack");
    private static final Set<String> LEFT_OUT = Set.of("logger", "name", "server_id");

    private final Terminal terminal;

    LogLine(Terminal terminal) {
        this.terminal = terminal;
    }

    String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            return readable(Json.mapper().readTree(line));
        } catch (JsonProcessingException torn) {
            return line;
        }
    }

    private String readable(JsonNode event) {
        var level = first(event, LEVEL);
        var text = new StringBuilder()
                .append(terminal.coloured(clock(first(event, TIME)), Terminal.Colour.GREY))
                .append(' ')
                .append(painted(level))
                .append(' ')
                .append(first(event, TEXT));
        event.properties().forEach(field -> {
            if (isDetail(field.getKey())) {
                text.append("  ").append(field.getKey()).append('=').append(value(field.getValue()));
            }
        });
        var trace = first(event, TRACE);
        return trace.isEmpty()
                ? text.toString()
                : text.append('\n').append(trace.stripTrailing()).toString();
    }

    private static boolean isDetail(String name) {
        return !TIME.contains(name)
                && !LEVEL.contains(name)
                && !TEXT.contains(name)
                && !TRACE.contains(name)
                && !LEFT_OUT.contains(name);
    }

    private static String first(JsonNode event, List<String> names) {
        return names.stream()
                .filter(event::hasNonNull)
                .map(name -> value(event.get(name)))
                .findFirst()
                .orElse("");
    }

    private static String value(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** The time of day is enough to read by; the file has the date. */
    private static String clock(String timestamp) {
        var clock = timestamp.replaceFirst("^\\d{4}-\\d{2}-\\d{2}[T ]", "");
        return clock.replaceFirst("^(\\d{2}:\\d{2}:\\d{2}[.,]\\d{3})\\d*", "$1");
    }

    private String painted(String level) {
        var colour = switch (level) {
            case "ERROR", "SEVERE", "CRITICAL" -> Terminal.Colour.RED;
            case "WARNING", "WARN" -> Terminal.Colour.YELLOW;
            default -> Terminal.Colour.GREY;
        };
        return terminal.coloured(String.format("%-7s", level), colour);
    }
}
