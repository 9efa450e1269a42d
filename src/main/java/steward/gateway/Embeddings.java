package steward.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import steward.identity.Caller;
import steward.model.ModelRequest;
import steward.model.ModelRoutes;
import steward.platform.http.JsonText;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/** {@code POST /v1/embeddings}: as the model answers it, whatever the encoding asked for. Thread-safe. */
@ApplicationScoped
class Embeddings {
    private ModelRoutes routes;
    private Relays relays;

    Embeddings() {} // for the CDI proxy

    @Inject
    Embeddings(ModelRoutes routes, Relays relays) {
        this.routes = routes;
        this.relays = relays;
    }

    void answer(AsyncContext async, byte[] body) {
        var request = (ObjectNode) JsonText.object(body);
        var extension = Extension.takenFrom(request).withoutKnowledge();
        if (!request.hasNonNull("input")) {
            throw ProblemException.badInput("input", "required");
        }
        var http = (HttpServletRequest) async.getRequest();
        var route = Models.allowed(
                Caller.of(http), routes.findEmbedding(request.path("model").asText(null)));
        var wish = CacheWish.of(http, extension.cache());
        request.put("model", route.upstreamModel());
        var model = ModelRequest.embeddings(route, Json.bytes(request));
        relays.relay(
                async,
                Caller.of(http),
                new Wanted(model, request, wish, Citations.NONE, Rendering.AS_IT_IS, false, null));
    }
}
