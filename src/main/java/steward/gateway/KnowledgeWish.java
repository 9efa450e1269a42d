package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import steward.knowledge.SearchQuery;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Whether an answer shall rest on the knowledge base: {@code "steward": {"knowledge": {"collections", "k"}}}.
 *
 * @param collections names; empty for all
 * @param k how many passages at most
 */
record KnowledgeWish(List<String> collections, int k) {
    private static final int USUAL = 5;

    /** Null where no knowledge is wanted. */
    static KnowledgeWish of(JsonNode extension) {
        var wish = extension == null ? null : extension.get("knowledge");
        if (wish == null || wish.isNull() || wish.isBoolean() && !wish.asBoolean()) {
            return null;
        }
        if (wish.isBoolean()) {
            return new KnowledgeWish(List.of(), USUAL);
        }
        require("steward.knowledge", wish.isObject(), "object");
        wish.fieldNames().forEachRemaining(name -> {
            if (!List.of("collections", "k").contains(name)) {
                throw wrong("steward.knowledge." + name, "unknown", Map.of());
            }
        });
        return new KnowledgeWish(collections(wish.path("collections")), k(wish.path("k")));
    }

    private static List<String> collections(JsonNode names) {
        var collections = new ArrayList<String>();
        require("steward.knowledge.collections", names.isMissingNode() || names.isArray(), "array");
        for (var name : names) {
            require("steward.knowledge.collections", name.isTextual(), "string");
            collections.add(name.asText());
        }
        return collections;
    }

    private static int k(JsonNode k) {
        if (k.isMissingNode()) {
            return USUAL;
        }
        if (!k.isInt() || k.asInt() < 1 || k.asInt() > SearchQuery.MOST) {
            throw wrong("steward.knowledge.k", "range", Map.of("min", 1, "max", SearchQuery.MOST));
        }
        return k.asInt();
    }

    private static void require(String field, boolean holds, String expected) {
        if (!holds) {
            throw wrong(field, "type", Map.of("expected", expected));
        }
    }

    private static ProblemException wrong(String field, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(field, rule, values);
    }
}
