package steward.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class CacheKeyTest {
    private static final String REQUEST = """
            {"model":"m","messages":[{"role":"system","content":""},{"role":"user","content":"他多大年纪？"},
            {"role":"user","content":"how old is he"}],"temperature":0.7,"top_p":1,"n":1,"seed":null,"stream":false,
            "tools":[{"type":"function","function":{"name":"f","parameters":{"a":[1,[2],{}]}}}],"stop":["a","b"],
            "logit_bias":{"50256":-100},"user":"1","big":12345678901234567890123,"tiny":1e-300}
            """;

    @Test
    void theOrderOfMembersAndTheSpellingOfNumbersDoNotMatter() {
        assertThat(json("{\"a\":1,\"b\":{\"c\":100,\"d\":0}}"))
                .isEqualTo(json("{ \"b\":{\"d\":-0.0,\"c\":1e2}, \"a\":1.0 }"));
    }

    @Test
    void theOrderOfAListMatters() {
        assertThat(json("[1,2]")).isNotEqualTo(json("[2,1]"));
    }

    @Test
    void aNumberIsNotItsText() {
        assertThat(json("{\"a\":1}")).isNotEqualTo(json("{\"a\":\"1\"}"));
        assertThat(json("{\"a\":null}")).isNotEqualTo(json("{\"a\":\"null\"}"));
        assertThat(json("{\"a\":true}")).isNotEqualTo(json("{\"a\":\"true\"}"));
    }

    @Test
    void absentNullAndEmptyAreThreeThings() {
        assertThat(new HashSet<>(List.of(
                        json("{}"),
                        json("{\"a\":null}"),
                        json("{\"a\":\"\"}"),
                        json("{\"a\":[]}"),
                        json("{\"a\":{}}"),
                        json("{\"a\":0}"),
                        json("{\"a\":false}"))))
                .hasSize(7);
    }

    @Test
    void anySingleChangeToARequestIsAnotherKey() throws JsonProcessingException {
        var original = Json.mapper().readTree(REQUEST);
        var changed = new ArrayList<JsonNode>();
        changeEachPlace(original, original, "", changed);
        var keys = new HashSet<CacheKey>();
        keys.add(key(original));
        changed.forEach(request ->
                assertThat(keys.add(key(request))).as(request.toString()).isTrue());
        assertThat(changed).hasSizeGreaterThan(80);
    }

    @Test
    void partsDoNotRunTogether() {
        assertThat(CacheKey.of("d").part("a", "bc").part("d", "").build())
                .isNotEqualTo(CacheKey.of("d").part("ab", "c").part("d", "").build());
        assertThat(CacheKey.of("d").part("a", "b").part("c", "d").build())
                .isNotEqualTo(CacheKey.of("d").part("a", "bcd").build());
        assertThat(CacheKey.of("d").part("a", "b").build())
                .isNotEqualTo(CacheKey.of("da").part("b", "").build());
    }

    @Test
    void noTextIsNotAnEmptyText() {
        assertThat(CacheKey.of("d").part("scope", (String) null).build())
                .isNotEqualTo(CacheKey.of("d").part("scope", "").build());
        assertThat(CacheKey.of("d").part("scope", (byte[]) null).build())
                .isNotEqualTo(CacheKey.of("d").part("scope", new byte[0]).build());
    }

    @Test
    void everyDoorHasItsOwnAnswers() {
        assertThat(CacheKey.of("chat").part("q", "你好").build())
                .isNotEqualTo(CacheKey.of("v1").part("q", "你好").build());
    }

    @Test
    void brokenTextsAreToldApart() {
        assertThat(CacheKey.of("d").part("q", "\ud800").build())
                .isNotEqualTo(CacheKey.of("d").part("q", "\ud801").build())
                .isNotEqualTo(CacheKey.of("d").part("q", "?").build());
    }

    @Test
    void aTextLongerThanTheBufferIsReadToItsEnd() {
        var text = "长".repeat(10_000);
        assertThat(CacheKey.of("d").part("q", text + "a").build())
                .isNotEqualTo(CacheKey.of("d").part("q", text + "b").build())
                .isEqualTo(CacheKey.of("d").part("q", text + "a").build());
    }

    @Test
    void theTextOfAKeyBeginsWithItsDoor() {
        assertThat(CacheKey.of("chat").part("q", "?").build().toString()).matches("chat:[0-9a-f]{64}");
    }

    /** Replaces, removes and extends at every place of the document, one at a time. */
    private static void changeEachPlace(JsonNode root, JsonNode node, String pointer, List<JsonNode> changed) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                changed.add(edited(root, pointer, place -> ((ObjectNode) place).put(name, "changed")));
                changed.add(edited(root, pointer, place -> ((ObjectNode) place).remove(name)));
                changeEachPlace(root, object.get(name), pointer + "/" + name, changed);
            });
            changed.add(edited(root, pointer, place -> ((ObjectNode) place).put("new", "x")));
        } else if (node instanceof ArrayNode array) {
            for (var i = 0; i < array.size(); i++) {
                var index = i;
                changed.add(edited(root, pointer, place -> ((ArrayNode) place).set(index, "changed")));
                changed.add(edited(root, pointer, place -> ((ArrayNode) place).remove(index)));
                changeEachPlace(root, array.get(i), pointer + "/" + i, changed);
            }
            changed.add(edited(root, pointer, place -> ((ArrayNode) place).add("x")));
        }
    }

    private static JsonNode edited(JsonNode root, String pointer, Consumer<JsonNode> edit) {
        var copy = root.deepCopy();
        edit.accept(copy.at(pointer));
        return copy;
    }

    private static CacheKey key(JsonNode request) {
        return CacheKey.of("chat").part("request", request).build();
    }

    private static CacheKey json(String text) {
        try {
            return key(Json.mapper().readTree(text));
        } catch (JsonProcessingException wrongTest) {
            throw new IllegalArgumentException(wrongTest);
        }
    }
}
