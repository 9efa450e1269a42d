package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import steward.identity.Caller;
import steward.knowledge.KnowledgeBase;
import steward.knowledge.Passage;
import steward.knowledge.SearchQuery;
import steward.model.ModelRequest;
import steward.model.ModelRoutes;
import steward.platform.http.JsonText;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code POST /v1/chat/completions} and {@code /v1/completions}. What is not ours to understand (tools, response_format,
 * seed, …) goes through unchanged. Thread-safe.
 */
@ApplicationScoped
class Completions {
    private ModelRoutes routes;
    private Relays relays;
    private KnowledgeBase knowledge;

    Completions() {} // for the CDI proxy

    @Inject
    Completions(ModelRoutes routes, Relays relays, KnowledgeBase knowledge) {
        this.routes = routes;
        this.relays = relays;
        this.knowledge = knowledge;
    }

    void chat(AsyncContext async, byte[] body) {
        var request = JsonText.object(body);
        requireMessages(request.get("messages"));
        relay(async, ModelRequest.CHAT, (ObjectNode) request, body, KnowledgeWish.of(request.get("steward")));
    }

    void text(AsyncContext async, byte[] body) {
        var request = JsonText.object(body);
        if (!request.hasNonNull("prompt")) {
            throw ProblemException.badInput("prompt", "required");
        }
        if (KnowledgeWish.of(request.get("steward")) != null) {
            throw new ProblemException(ProblemType.INVALID_REQUEST).field("steward.knowledge", "unknown", Map.of());
        }
        relay(async, ModelRequest.COMPLETIONS, (ObjectNode) request, body, null);
    }

    private static void requireMessages(JsonNode messages) {
        if (messages == null || messages.isNull()) {
            throw ProblemException.badInput("messages", "required");
        }
        requireType("messages", messages.isArray(), "array");
        if (messages.isEmpty()) {
            throw ProblemException.badInput("messages", "not_empty");
        }
        for (var i = 0; i < messages.size(); i++) {
            requireType("messages[" + i + "]", messages.get(i).isObject(), "object");
            if (!messages.get(i).path("role").isTextual()) {
                throw ProblemException.badInput("messages[" + i + "].role", "required");
            }
        }
    }

    private void relay(AsyncContext async, String path, ObjectNode request, byte[] body, KnowledgeWish knows) {
        var stream = flag(request, "stream");
        requireType(
                "model", !request.hasNonNull("model") || request.get("model").isTextual(), "string");
        var caller = Caller.of((HttpServletRequest) async.getRequest());
        var route = Models.allowed(caller, routes.find(request.path("model").asText(null)));
        var wish = CacheWish.of((HttpServletRequest) async.getRequest(), request.remove("steward"));
        var citations = knows == null ? Citations.NONE : grounded((ArrayNode) request.get("messages"), knows, caller);
        var asIs = route.upstreamModel().equals(request.path("model").asText()) && !wish.inBody();
        var upstream = asIs ? body : Json.bytes(request.put("model", route.upstreamModel()));
        relays.relay(async, caller, new ModelRequest(route, path, upstream, stream), request, wish, citations);
    }

    private Citations grounded(ArrayNode messages, KnowledgeWish wish, Caller caller) {
        var question = lastQuestion(messages);
        var found = knowledge.search(
                SearchQuery.of(question, wish.k(), wish.collections()).hiding(caller.hiddenCollections()));
        var citations = new Citations(
                found.results().stream().filter(Passage::isRelevant).toList());
        if (!citations.isEmpty()) {
            citations.into(messages, question);
        }
        return citations;
    }

    /** The text of the user's last message, also where it comes in parts. */
    private static String lastQuestion(ArrayNode messages) {
        for (var i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("role").asText().equals("user")) {
                var content = messages.get(i).path("content");
                return content.isTextual() ? content.asText() : String.join("\n", content.findValuesAsText("text"));
            }
        }
        throw ProblemException.badInput("messages", "required");
    }

    private static boolean flag(JsonNode request, String name) {
        var value = request.get(name);
        requireType(name, value == null || value.isNull() || value.isBoolean(), "boolean");
        return value != null && value.asBoolean();
    }

    private static void requireType(String field, boolean holds, String expected) {
        if (!holds) {
            throw new ProblemException(ProblemType.INVALID_REQUEST).field(field, "type", Map.of("expected", expected));
        }
    }

    /** The bytes of a server-sent event that has this data. */
    static byte[] frame(byte[] data) {
        var frame = new byte[data.length + 8];
        System.arraycopy(DATA, 0, frame, 0, DATA.length);
        System.arraycopy(data, 0, frame, DATA.length, data.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
}
