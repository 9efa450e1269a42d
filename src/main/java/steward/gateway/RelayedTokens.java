package steward.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import steward.model.ModelRequest;
import steward.model.TokenCounter;
import steward.money.Tokens;
import steward.platform.json.Json;

/**
 * What a relayed call takes: what the provider says of it, which is looked for from the end of the answer without
 * reading all of it, or else what we count in its texts.
 */
final class RelayedTokens {
    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.UTF_8);

    private final ModelRequest request;
    private final Long mostAnswer;
    private final TokenCounter counter;

    private RelayedTokens(ModelRequest request, Long mostAnswer, TokenCounter counter) {
        this.request = request;
        this.mostAnswer = mostAnswer;
        this.counter = counter;
    }

    static RelayedTokens of(ModelRequest request, JsonNode body, TokenCounter counter) {
        return new RelayedTokens(request, most(request, body), counter);
    }

    private static Long most(ModelRequest request, JsonNode body) {
        if (request.path().equals(ModelRequest.EMBEDDINGS)) {
            return 0L;
        }
        var each = body.path("max_completion_tokens").isIntegralNumber()
                ? body.get("max_completion_tokens")
                : body.path("max_tokens");
        var answers = Math.min(Math.max(1, body.path("n").asLong(1)), 1_000);
        return each.isIntegralNumber() ? Math.min(Math.max(0, each.asLong()), Integer.MAX_VALUE) * answers : null;
    }

    /** The bound that the caller gave to all answers together; null for none. */
    Long mostAnswer() {
        return mostAnswer;
    }

    /** What is sent, counted in its texts. */
    long prompt() {
        var body = Json.tree(request.body());
        var texts = new StringBuilder();
        for (var field : new String[] {"messages", "prompt", "input", "tools"}) {
            collect(body.path(field), texts);
        }
        return counter.count(request.route().upstreamModel(), texts.toString()).tokens();
    }

    /** What was sent and what was delivered, where the provider did not say. */
    Tokens counted(byte[] delivered) {
        var texts = new StringBuilder();
        if (request.stream()) {
            new String(delivered, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("data: {"))
                    .forEach(line -> answers(
                            Json.tree(line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8)), texts));
        } else if (delivered.length > 0) {
            answers(Json.tree(delivered), texts);
        }
        var completion = counter.count(request.route().upstreamModel(), texts.toString());
        return new Tokens(prompt(), completion.tokens());
    }

    private static void answers(JsonNode json, StringBuilder texts) {
        for (var choice : json.path("choices")) {
            for (var field : new String[] {"delta", "message", "text"}) {
                collect(choice.path(field), texts);
            }
        }
    }

    /** Every text but the names of roles and kinds. */
    private static void collect(JsonNode node, StringBuilder texts) {
        if (node.isTextual()) {
            texts.append(node.asText());
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, texts));
        } else {
            node.properties().forEach(field -> {
                if (!field.getKey().equals("role") && !field.getKey().equals("type")) {
                    collect(field.getValue(), texts);
                }
            });
        }
    }

    /** What the provider says in the last {@code usage} of its answer. */
    static Optional<Tokens> told(byte[] answer) {
        for (var at = lastUsage(answer, answer.length); at >= 0; at = lastUsage(answer, at)) {
            var tokens = read(answer, at + USAGE.length);
            if (tokens != null) {
                return Optional.of(tokens);
            }
        }
        return Optional.empty();
    }

    private static int lastUsage(byte[] answer, int end) {
        for (var at = end - USAGE.length; at >= 0; at--) {
            if (answer[at] == '"' && matches(answer, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] answer, int at) {
        for (var i = 1; i < USAGE.length; i++) {
            if (answer[at + i] != USAGE[i]) {
                return false;
            }
        }
        return true;
    }

    /** The numbers of the object behind the colon; null where there is none. */
    private static Tokens read(byte[] answer, int from) {
        var at = from;
        while (at < answer.length && (answer[at] == ' ' || answer[at] == ':')) {
            at++;
        }
        if (at >= answer.length || answer[at] != '{') {
            return null;
        }
        try (var parser = Json.mapper().getFactory().createParser(answer, at, answer.length - at)) {
            parser.nextToken();
            return numbers(parser);
        } catch (IOException notJson) { // text that only looked like it
            return null;
        }
    }

    private static Tokens numbers(JsonParser parser) throws IOException {
        var prompt = -1L;
        var completion = 0L;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            if (name.equals("prompt_tokens") && parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                prompt = parser.getLongValue();
            } else if (name.equals("completion_tokens") && parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                completion = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
        return prompt < 0 ? null : new Tokens(prompt, completion);
    }
}
