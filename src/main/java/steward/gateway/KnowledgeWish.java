package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import steward.knowledge.SearchQuery;

/**
 * Whether an answer shall rest on the knowledge base: {@code "steward": {"knowledge": {"collections", "k"}}}.
 *
 * @param collections names; empty for all
 * @param k how many passages at most
 */
record KnowledgeWish(List<String> collections, int k) {
    static final String COLLECTIONS = "steward.knowledge.collections";
    private static final int USUAL = 5;

    /** Null where no knowledge is wanted. */
    static KnowledgeWish of(JsonNode wish) {
        if (wish == null || wish.isBoolean() && !wish.asBoolean()) {
            return null;
        }
        if (wish.isBoolean()) {
            return new KnowledgeWish(List.of(), USUAL);
        }
        Extension.requireMembers("steward.knowledge", wish, List.of("collections", "k"));
        return new KnowledgeWish(collections(wish.path("collections")), k(wish.path("k")));
    }

    private static List<String> collections(JsonNode names) {
        var collections = new ArrayList<String>();
        Extension.requireType(COLLECTIONS, isMissing(names) || names.isArray(), "array");
        for (var i = 0; i < names.size(); i++) {
            Extension.requireType(COLLECTIONS + "[" + i + "]", names.get(i).isTextual(), "string");
            collections.add(names.get(i).asText());
        }
        return collections;
    }

    private static int k(JsonNode k) {
        if (isMissing(k)) {
            return USUAL;
        }
        if (!k.isInt() || k.asInt() < 1 || k.asInt() > SearchQuery.MOST) {
            throw Extension.wrong("steward.knowledge.k", "range", Map.of("min", 1, "max", SearchQuery.MOST));
        }
        return k.asInt();
    }

    private static boolean isMissing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
