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
import java.util.function.Consumer;
import steward.chat.ConversationMemory;
import steward.identity.Caller;
import steward.knowledge.KnowledgeBase;
import steward.knowledge.Passage;
import steward.knowledge.SearchQuery;
import steward.knowledge.SearchResult;
import steward.model.ModelRequest;
import steward.model.ModelRoutes;
import steward.platform.http.AsyncProblem;
import steward.platform.http.JsonText;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/**
 * {@code POST /v1/chat/completions} and {@code /v1/completions}. What is not ours to understand (tools, response_format,
 * seed, …) goes through unchanged. Thread-safe.
 */
@ApplicationScoped
class Completions {
    private ModelRoutes routes;
    private Relays relays;
    private KnowledgeBase knowledge;
    private ConversationMemory memory;

    Completions() {} // for the CDI proxy

    @Inject
    Completions(ModelRoutes routes, Relays relays, KnowledgeBase knowledge, ConversationMemory memory) {
        this.routes = routes;
        this.relays = relays;
        this.knowledge = knowledge;
        this.memory = memory;
    }

    void chat(AsyncContext async, byte[] body) {
        var request = (ObjectNode) JsonText.object(body);
        var extension = Extension.takenFrom(request);
        requireMessages(request.get("messages"));
        relay(async, ModelRequest.CHAT, request, body, extension, Rendering.AS_IT_IS);
    }

    /** A chat that was asked for in the words of another API. */
    void chat(AsyncContext async, ObjectNode request, Extension extension, Rendering rendering) {
        relay(async, ModelRequest.CHAT, request, null, extension, rendering);
    }

    void text(AsyncContext async, byte[] body) {
        var request = (ObjectNode) JsonText.object(body);
        var extension = Extension.takenFrom(request).withoutKnowledge();
        if (!request.hasNonNull("prompt")) {
            throw ProblemException.badInput("prompt", "required");
        }
        relay(async, ModelRequest.COMPLETIONS, request, body, extension, Rendering.AS_IT_IS);
    }

    private static void requireMessages(JsonNode messages) {
        if (messages == null || messages.isNull()) {
            throw ProblemException.badInput("messages", "required");
        }
        Extension.requireType("messages", messages.isArray(), "array");
        if (messages.isEmpty()) {
            throw ProblemException.badInput("messages", "not_empty");
        }
        for (var i = 0; i < messages.size(); i++) {
            Extension.requireType("messages[" + i + "]", messages.get(i).isObject(), "object");
            if (!messages.get(i).path("role").isTextual()) {
                throw ProblemException.badInput("messages[" + i + "].role", "required");
            }
        }
    }

    /** @param body the request as it came, which may go on as it is; null where it came otherwise */
    private void relay(
            AsyncContext async,
            String path,
            ObjectNode request,
            byte[] body,
            Extension extension,
            Rendering rendering) {
        var stream = flag(request, "stream");
        Extension.requireType(
                "model", !request.hasNonNull("model") || request.get("model").isTextual(), "string");
        var http = (HttpServletRequest) async.getRequest();
        var caller = Caller.of(http);
        var context = RequestContext.of(http); // a turn may be kept when the request is no more
        var route = Models.allowed(caller, routes.find(request.path("model").asText(null)));
        var wish = CacheWish.of(http, extension.cache());
        var knowledgeWish = KnowledgeWish.of(extension.knowledge());
        var asItIs = body != null
                && !extension.given()
                && route.upstreamModel().equals(request.path("model").asText());
        withEarlier(async, request, extension, caller, question -> {
            var citations = citations(request, knowledgeWish, caller);
            var upstream = asItIs ? body : Json.bytes(request.put("model", route.upstreamModel()));
            var model = new ModelRequest(route, path, upstream, stream);
            var turn = question == null ? null : turn(extension, model, citations, caller, context, question);
            relays.relay(
                    async, caller, new Wanted(model, request, wish, citations, rendering, extension.resumable(), turn));
        });
    }

    private Turn turn(
            Extension extension,
            ModelRequest request,
            Citations citations,
            Caller caller,
            RequestContext context,
            String question) {
        var conversation = extension.conversationId();
        return new Turn(
                conversation,
                request.route().model(),
                citations,
                said -> memory.keep(conversation, caller, context, question, said));
    }

    /**
     * Goes on once what was said before is among the messages, with the question that will be kept; at once, with null, where
     * no conversation is named.
     */
    private void withEarlier(
            AsyncContext async, ObjectNode request, Extension extension, Caller caller, Consumer<String> next) {
        if (extension.conversationId() == null) {
            next.accept(null);
            return;
        }
        var messages = (ArrayNode) request.get("messages");
        var question = newQuestion(messages);
        memory.earlier(extension.conversationId(), caller).whenComplete((lines, failure) -> {
            try {
                if (failure != null) {
                    AsyncProblem.send(async, failure);
                } else {
                    insert(lines, messages);
                    next.accept(question);
                }
            } catch (RuntimeException refused) {
                AsyncProblem.send(async, refused);
            }
        });
    }

    /** What the last message asks; a conversation keeps questions and answers, no more. */
    private static String newQuestion(ArrayNode messages) {
        var last = messages.size() - 1;
        if (!messages.get(last).path("role").asText().equals("user")) {
            throw Extension.wrong("messages[" + last + "].role", "one_of", Map.of("allowed", "user"));
        }
        var question = text(messages.get(last));
        if (question.isBlank()) {
            throw ProblemException.badInput("messages[" + last + "].content", "not_empty");
        }
        return question;
    }

    /** Behind the system messages that the client itself has sent. */
    private static void insert(ArrayNode lines, ArrayNode messages) {
        var place = Citations.placeBehindSystem(messages);
        for (var line : lines) {
            messages.insert(place++, line);
        }
    }

    private Citations citations(ObjectNode request, KnowledgeWish wish, Caller caller) {
        return wish == null ? Citations.NONE : grounded((ArrayNode) request.get("messages"), wish, caller);
    }

    private Citations grounded(ArrayNode messages, KnowledgeWish wish, Caller caller) {
        var question = lastQuestion(messages);
        var found =
                search(SearchQuery.of(question, wish.k(), wish.collections()).hiding(caller.hiddenCollections()));
        var citations = new Citations(
                found.results().stream().filter(Passage::isRelevant).toList());
        if (!citations.isEmpty()) {
            citations.into(messages, question);
        }
        return citations;
    }

    private SearchResult search(SearchQuery query) {
        try {
            return knowledge.search(query);
        } catch (ProblemException refused) {
            // here the field has another name
            throw refused.errors().isEmpty()
                    ? refused
                    : Extension.wrong(
                            KnowledgeWish.COLLECTIONS, refused.errors().get(0).rule(), Map.of());
        }
    }

    /** The text of the user's last message, also where it comes in parts. */
    private static String lastQuestion(ArrayNode messages) {
        for (var i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("role").asText().equals("user")) {
                return text(messages.get(i));
            }
        }
        throw ProblemException.badInput("messages", "required");
    }

    private static String text(JsonNode message) {
        var content = message.path("content");
        return content.isTextual() ? content.asText() : String.join("\n", content.findValuesAsText("text"));
    }

    private static boolean flag(JsonNode request, String name) {
        var value = request.get(name);
        Extension.requireType(name, value == null || value.isNull() || value.isBoolean(), "boolean");
        return value != null && value.asBoolean();
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
