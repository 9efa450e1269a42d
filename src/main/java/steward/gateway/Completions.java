package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import steward.identity.Caller;
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

    Completions() {} // for the CDI proxy

    @Inject
    Completions(ModelRoutes routes, Relays relays) {
        this.routes = routes;
        this.relays = relays;
    }

    void chat(AsyncContext async, byte[] body) {
        var request = JsonText.object(body);
        requireMessages(request.get("messages"));
        relay(async, ModelRequest.CHAT, (ObjectNode) request, body);
    }

    void text(AsyncContext async, byte[] body) {
        var request = JsonText.object(body);
        if (!request.hasNonNull("prompt")) {
            throw ProblemException.badInput("prompt", "required");
        }
        relay(async, ModelRequest.COMPLETIONS, (ObjectNode) request, body);
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

    private void relay(AsyncContext async, String path, ObjectNode request, byte[] body) {
        var stream = flag(request, "stream");
        requireType(
                "model", !request.hasNonNull("model") || request.get("model").isTextual(), "string");
        var route = routes.find(request.path("model").asText(null));
        var wish = CacheWish.of((HttpServletRequest) async.getRequest(), request.remove("steward"));
        var asIs = route.upstreamModel().equals(request.path("model").asText()) && !wish.inBody();
        var upstream = asIs ? body : Json.bytes(request.put("model", route.upstreamModel()));
        var caller = Caller.of((HttpServletRequest) async.getRequest());
        relays.relay(async, caller, new ModelRequest(route, path, upstream, stream), request, wish);
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
