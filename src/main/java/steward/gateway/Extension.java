package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * What a request asks of us beside what it asks of the model: {@code "steward": {"knowledge": …, "cache": …,
 * "conversation_id": …, "resumable": …}}.
 *
 * @param given whether the body held it at all; the model must not see it
 * @param knowledge null where it is not given, as {@code cache}
 * @param conversationId where the turn is kept; null for nowhere
 * @param resumable whether a stream goes on for a while when its connection breaks
 */
record Extension(boolean given, JsonNode knowledge, JsonNode cache, UUID conversationId, boolean resumable) {
    private static final String NAME = "steward";
    private static final String CONVERSATION = "conversation_id";
    private static final String RESUMABLE = "resumable";
    private static final Extension NONE = new Extension(false, null, null, null, false);

    /** Takes it out of a request. */
    static Extension takenFrom(ObjectNode request) {
        var extension = request.remove(NAME);
        if (extension == null) {
            return NONE;
        }
        if (extension.isNull()) {
            return new Extension(true, null, null, null, false);
        }
        requireMembers(NAME, extension, List.of("knowledge", "cache", CONVERSATION, RESUMABLE));
        return new Extension(
                true,
                given(extension.get("knowledge")),
                given(extension.get("cache")),
                conversation(given(extension.get(CONVERSATION))),
                resumable(given(extension.get(RESUMABLE))));
    }

    private static UUID conversation(JsonNode id) {
        if (id == null) {
            return null;
        }
        try {
            return UUID.fromString(id.isTextual() ? id.asText() : "");
        } catch (IllegalArgumentException other) {
            throw wrong(NAME + "." + CONVERSATION, "uuid", Map.of());
        }
    }

    private static boolean resumable(JsonNode flag) {
        requireType(NAME + "." + RESUMABLE, flag == null || flag.isBoolean(), "boolean");
        return flag != null && flag.asBoolean();
    }

    /** @throws ProblemException invalid_request (400) where knowledge is asked for, and nothing can be done with it */
    Extension withoutKnowledge() {
        if (knowledge != null) {
            throw wrong(NAME + ".knowledge", "unknown", Map.of());
        }
        return withoutConversation();
    }

    /** @throws ProblemException invalid_request (400) where a conversation is named, and none is kept */
    Extension withoutConversation() {
        if (conversationId != null) {
            throw wrong(NAME + "." + CONVERSATION, "unknown", Map.of());
        }
        return this;
    }

    /** @throws ProblemException invalid_request (400) for what is no object, or has other members than these */
    static void requireMembers(String field, JsonNode node, List<String> known) {
        requireType(field, node.isObject(), "object");
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw wrong(field + "." + name, "unknown", Map.of());
            }
        });
    }

    static void requireType(String field, boolean holds, String expected) {
        if (!holds) {
            throw wrong(field, "type", Map.of("expected", expected));
        }
    }

    static ProblemException wrong(String field, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(field, rule, values);
    }

    private static JsonNode given(JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }
}
