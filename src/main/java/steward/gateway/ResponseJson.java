package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import steward.platform.json.Json;
import steward.platform.problem.Problem;

/** The parts of one answer as the Responses API has them. Knows how they look; {@link ResponseRendering} what they hold. */
final class ResponseJson {
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    /** Why a chat ended early, in the words of either API. */
    private static final Map<String, String> EARLY_ENDS =
            Map.of("length", "max_output_tokens", "content_filter", "content_filter");

    private final String id;
    private final long createdAt;
    private final ResponseRequest request;

    ResponseJson(String id, long createdAt, ResponseRequest request) {
        this.id = id;
        this.createdAt = createdAt;
        this.request = request;
    }

    /** An answer of which nothing has been said. */
    ObjectNode begun(String model) {
        return response("in_progress", model);
    }

    ObjectNode failed(String model, Problem problem) {
        var response = response("failed", model);
        response.putObject("error").put("code", problem.code()).put("message", problem.detail());
        return response;
    }

    ObjectNode ended(Said said) {
        var response = response(status(said.finishReason()), said.model());
        var reason = EARLY_ENDS.get(said.finishReason());
        if (reason != null) {
            response.putObject("incomplete_details").put("reason", reason);
        }
        response.withArray("output").add(message(status(said.finishReason()), part(said)));
        response.set("usage", usage(said.usage()));
        if (!said.citations().isEmpty()) {
            response.putObject("steward").set("citations", said.citations());
        }
        return response;
    }

    static String status(String finishReason) {
        return EARLY_ENDS.containsKey(finishReason) ? INCOMPLETE : COMPLETED;
    }

    private ObjectNode response(String status, String model) {
        var response = Json.mapper().createObjectNode();
        response.put("id", "resp_" + id).put("object", "response").put("created_at", createdAt);
        response.put("status", status).put("background", false);
        response.putNull("error").putNull("incomplete_details");
        response.put("model", model);
        response.putArray("output");
        for (var field : List.of("instructions", "max_output_tokens", "temperature", "top_p", "user")) {
            var said = request.said(field);
            response.set(field, said.isMissingNode() ? NullNode.getInstance() : said);
        }
        response.set(
                "metadata",
                request.said("metadata").isObject()
                        ? request.said("metadata")
                        : Json.mapper().createObjectNode());
        response.putNull("previous_response_id").put("store", false);
        response.put("parallel_tool_calls", true).put("tool_choice", "auto").putArray("tools");
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.putObject("text").putObject("format").put("type", "text");
        response.put("truncation", "disabled");
        return response.putNull("usage");
    }

    String itemId() {
        return "msg_" + id;
    }

    /** @param part what the message says, or null while nothing is said */
    ObjectNode message(String status, ObjectNode part) {
        var message = Json.mapper().createObjectNode();
        message.put("id", itemId()).put("type", "message").put("status", status).put("role", "assistant");
        var content = message.putArray("content");
        if (part != null) {
            content.add(part);
        }
        return message;
    }

    static ObjectNode part(Said said) {
        var part = Json.mapper().createObjectNode().put("type", "output_text").put("text", said.text());
        part.set("annotations", annotations(said));
        part.putArray("logprobs");
        return part;
    }

    static ArrayNode annotations(Said said) {
        var annotations = Json.mapper().createArrayNode();
        for (var mark : Citations.marks(said.text(), said.citations())) {
            annotations.add(mark.json().put("type", "url_citation"));
        }
        return annotations;
    }

    private static JsonNode usage(JsonNode chat) {
        if (!chat.isObject()) {
            return NullNode.getInstance();
        }
        var usage = Json.mapper().createObjectNode();
        usage.put("input_tokens", chat.path("prompt_tokens").asLong());
        usage.putObject("input_tokens_details")
                .put(
                        "cached_tokens",
                        chat.at("/prompt_tokens_details/cached_tokens").asLong())
                .put(
                        "cache_write_tokens",
                        chat.at("/prompt_tokens_details/cache_write_tokens").asLong());
        usage.put("output_tokens", chat.path("completion_tokens").asLong());
        usage.putObject("output_tokens_details")
                .put(
                        "reasoning_tokens",
                        chat.at("/completion_tokens_details/reasoning_tokens").asLong());
        return usage.put("total_tokens", chat.path("total_tokens").asLong());
    }

    /**
     * What a model has said.
     *
     * @param finishReason as a chat has it; empty while it is not known
     * @param usage as a chat has it, or missing
     * @param citations the passages behind it, as they are told to clients; empty for none
     */
    record Said(String model, String text, String finishReason, JsonNode usage, JsonNode citations) {}
}
