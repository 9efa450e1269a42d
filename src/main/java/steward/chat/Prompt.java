package steward.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import steward.knowledge.Grounding;
import steward.platform.json.Json;

/**
 * What the model is sent: how to answer, the passages as data, the conversation so far and the question. Nothing secret
 * is in it, so a model that is talked into telling it tells nothing.
 */
final class Prompt {
    /** The latest lines of a conversation that the model is reminded of, in UTF-16 code units. */
    private static final int MAX_HISTORY_CHARS = 12_000;

    private Prompt() {}

    /** The messages in the order the model reads them, as OpenAI's API has them. */
    static ArrayNode messages(List<Question.Line> earlier, String question, List<Answer.Citation> passages) {
        var messages = Json.mapper().createArrayNode();
        if (!passages.isEmpty()) {
            add(messages, "system", Grounding.instruction(question, quotes(passages)));
        }
        latest(earlier).forEach(line -> add(messages, line.role(), line.content()));
        add(messages, "user", question);
        return messages;
    }

    /** The latest lines that fit; the client's own system lines always. */
    static List<Question.Line> latest(List<Question.Line> earlier) {
        var chosen = new ArrayList<Question.Line>();
        var chars = 0;
        for (var i = earlier.size() - 1; i >= 0; i--) {
            var line = earlier.get(i);
            chars += line.content().length();
            if (chars <= MAX_HISTORY_CHARS || line.role().equals("system")) {
                chosen.add(0, line);
            }
        }
        return chosen;
    }

    private static void add(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }

    private static List<Grounding.Quote> quotes(List<Answer.Citation> passages) {
        return passages.stream()
                .map(passage -> new Grounding.Quote(passage.n(), passage.title(), passage.text()))
                .toList();
    }
}
