package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * What a request asks of us beside what it asks of the model: {@code "steward": {"knowledge": …, "cache": …}}.
 *
 * @param given whether the body held it at all; the model must not see it
 * @param knowledge null where it is not given, as {@code cache}
 */
record Extension(boolean given, JsonNode knowledge, JsonNode cache) {
    private static final String NAME = "steward";
    private static final Extension NONE = new Extension(false, null, null);

    /** Takes it out of a request. */
    static Extension takenFrom(ObjectNode request) {
        var extension = request.remove(NAME);
        if (extension == null) {
            return NONE;
        }
        if (extension.isNull()) {
            return new Extension(true, null, null);
        }
        requireMembers(NAME, extension, List.of("knowledge", "cache"));
        return new Extension(true, given(extension.get("knowledge")), given(extension.get("cache")));
    }

    /** @throws ProblemException invalid_request (400) where knowledge is asked for, and nothing can be done with it */
    Extension withoutKnowledge() {
        if (knowledge != null) {
            throw wrong(NAME + ".knowledge", "unknown", Map.of());
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
