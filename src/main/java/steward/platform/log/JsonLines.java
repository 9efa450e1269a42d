package steward.platform.log;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import steward.platform.json.Json;

/**
 * One JSON object a line: timestamp (UTC), level (Python's name), logger, message, server_id, and where known request_id,
 * the members of {@link LogFields} and the exception. Thread-safe.
 */
final class JsonLines extends Formatter {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern REQUEST_ID = Pattern.compile("(?:^| )request_id=([A-Za-z0-9._:-]+)");

    private final String serverId;
    private final Redactor redactor;
    private final boolean pythonNames;

    /** @param pythonNames whether asctime, levelname and name are written too, for those who read logs by these names */
    JsonLines(String serverId, Redactor redactor, boolean pythonNames) {
        this.serverId = serverId;
        this.redactor = redactor;
        this.pythonNames = pythonNames;
    }

    @Override
    public String format(LogRecord entry) {
        var line = new StringWriter(256);
        try (var json = Json.mapper().getFactory().createGenerator(line)) {
            json.writeStartObject();
            write(entry, json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.append('\n').toString();
    }

    private void write(LogRecord entry, JsonGenerator json) throws IOException {
        var message = redactor.redacted(formatMessage(entry));
        var time = time(entry.getInstant());
        var level = PythonLevel.of(entry.getLevel()).name();
        json.writeStringField("timestamp", time);
        json.writeStringField("level", level);
        json.writeStringField("logger", entry.getLoggerName());
        json.writeStringField("message", message);
        json.writeStringField("server_id", serverId);
        if (pythonNames) {
            json.writeStringField("asctime", time);
            json.writeStringField("levelname", level);
            json.writeStringField("name", entry.getLoggerName());
        }
        if (entry.getParameters() != null
                && entry.getParameters().length > 0
                && entry.getParameters()[0] instanceof LogFields fields) {
            fields.forEach((name, value) -> member(json, name, value));
        } else {
            requestId(message, json);
        }
        if (entry.getThrown() != null) {
            json.writeStringField("exception", redactor.redacted(OneLine.stackTrace(entry.getThrown())));
        }
    }

    private void member(JsonGenerator json, String name, Object value) {
        try {
            json.writeFieldName(name);
            json.writeObject(value instanceof String text ? redactor.redacted(text) : value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void requestId(String message, JsonGenerator json) throws IOException {
        if (message.contains("request_id=")) {
            var matcher = REQUEST_ID.matcher(message);
            if (matcher.find()) {
                json.writeStringField("request_id", matcher.group(1));
            }
        }
    }

    private static String time(Instant instant) {
        return MILLIS.format(instant);
    }
}
