package steward.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import steward.identity.Caller;
import steward.model.ModelRoute;
import steward.model.ModelRoutes;
import steward.platform.http.AsyncBody;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code GET /v1/models} and {@code /v1/models/{id}}: what can be asked. Thread-safe. */
@ApplicationScoped
class Models {
    private ModelRoutes routes;
    private long created;

    Models() {} // for the CDI proxy

    @Inject
    Models(ModelRoutes routes, Clock clock) {
        this.routes = routes;
        this.created = clock.instant().getEpochSecond();
    }

    /** Answers with the one model, or with the list where {@code id} is null. */
    void answer(HttpServletRequest request, String id) {
        var caller = Caller.of(request);
        var body = id == null ? list(caller) : one(caller, id);
        var async = request.startAsync();
        var response = (HttpServletResponse) async.getResponse();
        response.setContentType("application/json;charset=UTF-8");
        RequestContext.of(request).writeTimings(response);
        AsyncBody.send(async, Json.bytes(body));
    }

    private ObjectNode list(Caller caller) {
        var list = Json.mapper().createObjectNode().put("object", "list");
        var data = list.putArray("data");
        routes.all().stream().filter(route -> caller.mayAsk(route.model())).forEach(route -> data.add(json(route)));
        return list;
    }

    private ObjectNode one(Caller caller, String id) {
        return routes.all().stream()
                .filter(route -> route.model().equals(id) && caller.mayAsk(id))
                .map(this::json)
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemType.MODEL_NOT_FOUND).with("model", id));
    }

    /** A model that a key may not ask is as one that does not exist (404). */
    static ModelRoute allowed(Caller caller, ModelRoute route) {
        if (!caller.mayAsk(route.model())) {
            throw new ProblemException(ProblemType.MODEL_NOT_FOUND).with("model", route.model());
        }
        return route;
    }

    private ObjectNode json(ModelRoute route) {
        return Json.mapper()
                .createObjectNode()
                .put("id", route.model())
                .put("object", "model")
                .put("created", created)
                .put("owned_by", route.provider());
    }
}
