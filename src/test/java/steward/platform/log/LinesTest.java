package steward.platform.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class LinesTest {
    private static final Redactor REDACTOR = new Redactor(List.of("canary-secret"));

    @Test
    void aJsonLineHasTimeLevelLoggerMessageAndServer() throws JsonProcessingException {
        assertThat(json(entry(Level.WARNING, "database.away 中文")))
                .isEqualTo(Json.mapper().readTree("""
                        {"timestamp":"2026-11-21T08:00:00.123Z","level":"WARNING","logger":"steward.x",
                        "message":"database.away 中文","server_id":"server-1"}"""));
    }

    @Test
    void theRequestIdOfAMessageIsAMemberToo() throws JsonProcessingException {
        assertThat(json(entry(Level.SEVERE, "request.failed code=internal_error request_id=req_1"))
                        .get("request_id")
                        .asText())
                .isEqualTo("req_1");
    }

    @Test
    void pythonsNamesAreWrittenForWhoReadsThem() throws JsonProcessingException {
        var line = Json.mapper().readTree(new JsonLines("s", REDACTOR, true).format(entry(Level.FINE, "x")));
        assertThat(line.get("levelname").asText()).isEqualTo("DEBUG");
        assertThat(line.get("name").asText()).isEqualTo("steward.x");
        assertThat(line.get("asctime")).isEqualTo(line.get("timestamp"));
    }

    @Test
    void fieldsAreMembers() throws JsonProcessingException {
        var entry = entry(Level.INFO, "request");
        entry.setParameters(new Object[] {new Fields()});
        assertThat(json(entry).get("status").intValue()).isEqualTo(200);
        assertThat(json(entry).get("path").asText()).isEqualTo("/x/••••••");
    }

    @Test
    void parametersAreFilledIn() throws JsonProcessingException {
        var entry = entry(Level.INFO, "task.retried id={0}");
        entry.setParameters(new Object[] {7});
        assertThat(json(entry).get("message").asText()).isEqualTo("task.retried id=7");
    }

    @Test
    void aFailureStandsInTheLineWithoutItsSecrets() throws JsonProcessingException {
        var entry = entry(Level.SEVERE, "failed");
        entry.setThrown(new IllegalStateException("bad canary-secret", new IllegalArgumentException("cause")));
        assertThat(json(entry).get("exception").asText())
                .contains("IllegalStateException: bad ••••••", "Caused by", "LinesTest")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyForgesALine(boolean asJson) {
        var entry = entry(Level.INFO, "path=/a\r\n2026-11-21 INFO forged\u2028\u001b[31m\u202e");
        var line = (asJson ? new JsonLines("s", REDACTOR, false) : text("%(message)s")).format(entry);
        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n", "\r", "\u001b");
    }

    @Test
    void theGuidesPatternGivesTheGuidesLines() {
        assertThat(text("%(asctime)s - %(name)s - %(levelname)s - %(message)s").format(entry(Level.SEVERE, "坏了")))
                .isEqualTo("2026-11-21 08:00:00,123 - steward.x - ERROR - 坏了\n");
    }

    @Test
    void widthsAndOtherNamesWorkAsInPython() {
        assertThat(text("[%(levelname)-8s|%(levelno)4d|%(unknown)s|%%] %(message)s")
                        .format(entry(Level.INFO, "m")))
                .isEqualTo("[INFO    |  20||%] m\n");
    }

    @Test
    void aTextLineTellsTheFieldsAndTheFailureOnOneLine() {
        var entry = entry(Level.INFO, "request");
        entry.setParameters(new Object[] {new Fields()});
        entry.setThrown(new IllegalStateException("bad"));
        assertThat(text(TextLines.PLAIN).format(entry))
                .startsWith("2026-11-21 08:00:00,123 INFO    steward.x request status=200 path=/x/••••••\\n"
                        + "java.lang.IllegalStateException: bad\\n\\tat ")
                .containsOnlyOnce("\n");
    }

    private static TextLines text(String pattern) {
        return new TextLines(pattern, REDACTOR, ZoneOffset.UTC);
    }

    private static JsonNode json(LogRecord entry) throws JsonProcessingException {
        return Json.mapper().readTree(new JsonLines("server-1", REDACTOR, false).format(entry));
    }

    private static LogRecord entry(Level level, String message) {
        var entry = new LogRecord(level, message);
        entry.setLoggerName("steward.x");
        entry.setInstant(Instant.parse("2026-11-21T08:00:00.123Z"));
        return entry;
    }

    private static final class Fields implements LogFields {
        @Override
        public void forEach(BiConsumer<String, Object> member) {
            member.accept("status", 200);
            member.accept("path", "/x/canary-secret");
        }
    }
}
