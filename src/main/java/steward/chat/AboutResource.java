package steward.chat;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import steward.identity.Caller;
import steward.identity.KeyPolicy;
import steward.model.ModelRoute;
import steward.model.ModelRoutes;
import steward.platform.config.Version;
import steward.platform.http.HttpConfig;

/** {@code GET /api/about}: what a page needs to know before anybody has asked anything. Open to all, so it tells little. */
@Path("about")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AboutResource {
    @Inject
    private ModelRoutes routes;

    @Inject
    private ChatConfig config;

    @Inject
    private HttpConfig http;

    @Inject
    private KeyPolicy keys;

    AboutResource() {} // for the CDI proxy

    @GET
    public About about(@Context HttpServletRequest request) {
        var caller = Caller.of(request);
        var models = routes.chatModels().stream().map(ModelRoute::model).toList();
        var mode = models.isEmpty() ? config.extractive() ? Answer.EXTRACTIVE : "none" : Answer.MODEL;
        return new About(
                Version.current(),
                http.serverId(),
                mode,
                models.isEmpty() ? null : models.get(0),
                models,
                keys.required(),
                keys.singleSignOn(),
                caller.role().isPresent());
    }

    /**
     * @param mode {@code model}, {@code extractive} where no model is configured, or {@code none}
     * @param model the first model, which answers unless another is asked for; null where there is none
     * @param oidc whether people may sign in by a server of their enterprise's
     * @param console whether there is anything for the caller in the console
     */
    record About(
            String version,
            String serverId,
            String mode,
            String model,
            List<String> models,
            boolean authRequired,
            boolean oidc,
            boolean console) {}
}
