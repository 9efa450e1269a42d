package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A request to the Responses API, which is asked of the model as a chat. What has no counterpart there, or would have to be
 * remembered here, is refused by its name (501) rather than left out in silence.
 */
final class ResponseRequest {
    /** What becomes part of the chat, or of the answer. */
    private static final Set<String> TAKEN = Set.of(
            "model",
            "input",
            "instructions",
            "temperature",
            "top_p",
            "max_output_tokens",
            "stream",
            "metadata",
            "user");
    /** Hints, and what is about tools, of which there are none. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "parallel_tool_calls", "max_tool_calls");
    /** What may be said as long as it asks for what is done anyway. */
    private static final Map<String, Predicate<JsonNode>> USUAL = Map.of(
            "store",
            ResponseRequest::isFalse,
            "background",
            ResponseRequest::isFalse,
            "tools",
            ResponseRequest::isEmptyList,
            "include",
            ResponseRequest::isEmptyList,
            "tool_choice",
            choice -> Set.of("auto", "none").contains(choice.asText()),
            "truncation",
            truncation -> truncation.asText().equals("disabled"),
            "service_tier",
            tier -> Set.of("auto", "default").contains(tier.asText()),
            "top_logprobs",
            logprobs -> logprobs.isInt() && logprobs.asInt() == 0,
            "text",
            ResponseRequest::isPlainText,
            "stream_options",
            options -> isFalse(options.path("include_obfuscation")));

    private static final List<String> ROLES = List.of("user", "assistant", "system", "developer");
    private static final Set<String> TEXTS = Set.of("input_text", "output_text");

    private final ObjectNode request;

    /** @throws ProblemException not_supported (501) or invalid_request (400), naming the field */
    ResponseRequest(ObjectNode request) {
        this.request = request;
        request.properties().forEach(field -> requireKnown(field.getKey(), field.getValue()));
        requireOr("instructions", JsonNode::isTextual, "string");
        requireOr("user", JsonNode::isTextual, "string");
        requireOr("temperature", JsonNode::isNumber, "number");
        requireOr("top_p", JsonNode::isNumber, "number");
        requireOr("metadata", JsonNode::isObject, "object");
        requireOr("max_output_tokens", most -> most.isInt() && most.asInt() > 0, "integer");
    }

    /** What the client said, for the fields that an answer repeats. */
    JsonNode said(String field) {
        return request.path(field);
    }

    /** The same as a request for a chat completion. */
    ObjectNode chat() {
        var chat = Json.mapper().createObjectNode();
        copy(chat, "model", "model");
        chat.set("messages", messages());
        copy(chat, "temperature", "temperature");
        copy(chat, "top_p", "top_p");
        copy(chat, "max_output_tokens", "max_tokens");
        copy(chat, "user", "user");
        copy(chat, "stream", "stream");
        if (request.path("stream").asBoolean()) {
            // or the last event could not tell the tokens
            chat.putObject("stream_options").put("include_usage", true);
        }
        return chat;
    }

    private void copy(ObjectNode chat, String from, String to) {
        if (request.hasNonNull(from)) {
            chat.set(to, request.get(from));
        }
    }

    private ArrayNode messages() {
        var messages = Json.mapper().createArrayNode();
        if (request.hasNonNull("instructions")) {
            messages.addObject().put("role", "system").set("content", request.get("instructions"));
        }
        var input = request.path("input");
        if (input.isMissingNode() || input.isNull()) {
            throw ProblemException.badInput("input", "required");
        }
        Extension.requireType("input", input.isTextual() || input.isArray(), "string");
        if (input.isTextual() ? input.asText().isBlank() : input.isEmpty()) {
            throw ProblemException.badInput("input", "not_empty");
        }
        if (input.isTextual()) {
            messages.addObject().put("role", "user").set("content", input);
        }
        for (var i = 0; i < input.size(); i++) {
            messages.add(message(input.get(i), "input[" + i + "]"));
        }
        return messages;
    }

    private static ObjectNode message(JsonNode item, String field) {
        Extension.requireType(field, item.isObject(), "object");
        if (!item.path("type").asText("message").equals("message")) {
            throw notSupported(field + ".type");
        }
        var role = item.path("role").asText();
        if (!ROLES.contains(role)) {
            throw Extension.wrong(field + ".role", "one_of", Map.of("allowed", String.join(", ", ROLES)));
        }
        return Json.mapper()
                .createObjectNode()
                // not every model service knows developers
                .put("role", role.equals("developer") ? "system" : role)
                .put("content", content(item.path("content"), field + ".content"));
    }

    private static String content(JsonNode content, String field) {
        if (content.isTextual()) {
            return content.asText();
        }
        Extension.requireType(field, content.isArray(), "string");
        var texts = new ArrayList<String>();
        for (var i = 0; i < content.size(); i++) {
            var part = field + "[" + i + "]";
            Extension.requireType(part, content.get(i).isObject(), "object");
            if (!TEXTS.contains(content.get(i).path("type").asText())) {
                throw notSupported(part + ".type");
            }
            Extension.requireType(part + ".text", content.get(i).path("text").isTextual(), "string");
            texts.add(content.get(i).get("text").asText());
        }
        return String.join("\n", texts);
    }

    private static void requireKnown(String field, JsonNode value) {
        if (value.isNull() || TAKEN.contains(field) || WITHOUT_EFFECT.contains(field)) {
            return;
        }
        if (!USUAL.getOrDefault(field, any -> false).test(value)) {
            throw notSupported(field);
        }
    }

    private void requireOr(String field, Predicate<JsonNode> type, String expected) {
        Extension.requireType(field, !request.hasNonNull(field) || type.test(request.get(field)), expected);
    }

    private static boolean isFalse(JsonNode flag) {
        return flag.isMissingNode() || flag.isBoolean() && !flag.asBoolean();
    }

    private static boolean isEmptyList(JsonNode list) {
        return list.isArray() && list.isEmpty();
    }

    private static boolean isPlainText(JsonNode text) {
        return text.isObject()
                && !text.hasNonNull("verbosity")
                && text.path("format").path("type").asText("text").equals("text");
    }

    private static ProblemException notSupported(String field) {
        return new ProblemException(ProblemType.NOT_SUPPORTED)
                .with("what", field)
                .field(field, "not_supported", Map.of());
    }
}
