package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import steward.knowledge.Grounding;
import steward.knowledge.Passage;
import steward.platform.json.Json;

/**
 * The passages an answer in OpenAI's shape rests on. They go into the request as a system message and come out as
 * {@code steward.citations}, and as annotations where the text names them. Immutable.
 */
record Citations(List<Passage> passages) {
    static final Citations NONE = new Citations(List.of());

    private static final Pattern MARK = Pattern.compile("\\[(\\d{1,2})]");

    boolean isEmpty() {
        return passages.isEmpty();
    }

    /** Puts the passages behind the system messages that the client itself has sent. */
    void into(ArrayNode messages, String question) {
        messages.insertObject(placeBehindSystem(messages))
                .put("role", "system")
                .put("content", Grounding.instruction(question, quotes()));
    }

    /** Where what is not the client's own instruction may begin. */
    static int placeBehindSystem(ArrayNode messages) {
        var place = 0;
        while (place < messages.size()
                && "system".equals(messages.get(place).path("role").asText())) {
            place++;
        }
        return place;
    }

    private List<Grounding.Quote> quotes() {
        return passages.stream()
                .map(passage -> new Grounding.Quote(passages.indexOf(passage) + 1, passage.title(), passage.text()))
                .toList();
    }

    /** The whole answer, with what it rests on. */
    byte[] in(byte[] answer) {
        if (isEmpty() || !(Json.tree(answer) instanceof ObjectNode tree)) {
            return answer;
        }
        var listed = listed();
        if (tree.at("/choices/0/message") instanceof ObjectNode message) {
            message.set("annotations", annotations(message.path("content").asText(""), listed));
        }
        tree.putObject("steward").set("citations", listed);
        return Json.bytes(tree);
    }

    /** The last chunk of a stream, made from any chunk before it; without choices, as the one with the usage is. */
    byte[] chunk(byte[] earlier) {
        var chunk = Json.mapper().createObjectNode();
        var tree = Json.tree(earlier);
        for (var name : List.of("id", "object", "created", "model")) {
            chunk.set(name, tree.get(name));
        }
        chunk.putArray("choices");
        chunk.putObject("steward").set("citations", listed());
        return Json.bytes(chunk);
    }

    /** As they are kept with an answer, each with whether its text names it. */
    ArrayNode citedIn(String text) {
        var listed = listed();
        listed.forEach(citation -> ((ObjectNode) citation)
                .put("cited", text.contains("[" + citation.path("n").asInt() + "]")));
        return listed;
    }

    /** The collections that the passages are from. */
    Set<String> collections() {
        return passages.stream().map(Passage::collection).collect(Collectors.toSet());
    }

    private static ArrayNode annotations(String content, JsonNode listed) {
        var annotations = Json.mapper().createArrayNode();
        for (var mark : marks(content, listed)) {
            annotations.addObject().put("type", "url_citation").set("url_citation", mark.json());
        }
        return annotations;
    }

    /**
     * Where a text names its passages.
     *
     * @param listed the passages as they are told to clients
     */
    static List<Mark> marks(String content, JsonNode listed) {
        var marks = new ArrayList<Mark>();
        var found = MARK.matcher(content);
        while (found.find()) {
            var passage = listed.path(Integer.parseInt(found.group(1)) - 1);
            if (!passage.isMissingNode()) {
                marks.add(new Mark(found.start(), found.end(), passage));
            }
        }
        return marks;
    }

    /** A place in a text that names a passage. */
    record Mark(int start, int end, JsonNode passage) {
        ObjectNode json() {
            return Json.mapper()
                    .createObjectNode()
                    .put("start_index", start)
                    .put("end_index", end)
                    .put("title", passage.path("title").asText())
                    .put(
                            "url",
                            "/api/knowledge/documents/"
                                    + passage.path("document_id").asText());
        }
    }

    private ArrayNode listed() {
        var listed = Json.mapper().createArrayNode();
        for (var passage : passages) {
            listed.addObject()
                    .put("n", listed.size())
                    .put("document_id", passage.documentId())
                    .put("title", passage.title())
                    .put("chunk_id", passage.chunkId())
                    .put("start", passage.start())
                    .put("end", passage.end())
                    .put("score", passage.score())
                    .put("text", passage.text());
        }
        return listed;
    }
}
