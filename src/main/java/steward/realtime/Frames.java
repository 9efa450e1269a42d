package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import steward.platform.json.Json;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;

/**
 * The frames of the server, in a client's language.
 *
 * @param requestId of the handshake, for the log and for questions to the operator
 */
record Frames(Locale locale, String requestId) {
    JsonNode ready(String serverId, String session, boolean known) {
        return frame("ready").put("server_id", serverId).put("session", session).put("authenticated", known);
    }

    /** @param id of the question, or null */
    ObjectNode error(String id, ProblemException problem) {
        var told = new Problem(problem, locale, requestId);
        var frame = frame("error");
        if (id != null) {
            frame.put("id", id);
        }
        frame.put("code", told.code()).put("detail", told.detail());
        told.retryAfterSeconds().ifPresent(seconds -> frame.put("retry_after", seconds));
        if (!problem.errors().isEmpty()) {
            frame.set("errors", Json.tree(told.asProblemJson()).path("errors"));
        }
        return frame;
    }

    /** @param data an object, whose members stand beside the topic */
    static JsonNode event(String topic, JsonNode data) {
        return frame("event").put("topic", topic).setAll((ObjectNode) data);
    }

    static JsonNode subscribed(String topic) {
        return frame("subscribed").put("topic", topic);
    }

    static JsonNode pong() {
        return frame("pong");
    }

    static String text(JsonNode frame) {
        return Json.text(frame);
    }

    private static ObjectNode frame(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }
}
