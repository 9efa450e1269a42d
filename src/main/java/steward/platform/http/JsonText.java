package steward.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Bodies of JSON as they come over the wire: UTF-8 and nothing else, then Jackson. */
public final class JsonText {
    private JsonText() {}

    /**
     * Reads a body into a record.
     *
     * @throws ProblemException invalid_encoding, malformed_json or invalid_request (400), naming line or field
     */
    public static <T> T read(byte[] body, Class<T> type) {
        return read(body, Json.mapper().constructType(type));
    }

    static <T> T read(byte[] body, JavaType type) {
        try {
            T value = Json.mapper().readValue(decoded(body), type);
            if (value == null) {
                throw ProblemException.badInput("body", "required");
            }
            return value;
        } catch (JsonProcessingException unreadable) {
            throw JsonProblems.of(unreadable);
        }
    }

    /** As {@link #read}, into a tree that must be an object. */
    public static JsonNode object(byte[] body) {
        var tree = read(body, JsonNode.class);
        if (!tree.isObject()) {
            throw new ProblemException(ProblemType.INVALID_REQUEST).field("body", "type", Map.of("expected", "object"));
        }
        return tree;
    }

    /** @throws ProblemException unsupported_media_type (415) where the body does not say that it is JSON */
    public static void requireJson(HttpServletRequest request) {
        var type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                    .with("actual", type == null ? "?" : type)
                    .with("supported", "application/json");
        }
    }

    private static String decoded(byte[] body) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw new ProblemException(ProblemType.INVALID_ENCODING);
        }
    }
}
