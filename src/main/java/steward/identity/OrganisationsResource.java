package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;

/** {@code /api/organisations}: teams that share limits. */
@Path("organisations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class OrganisationsResource {
    private Teams teams;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    OrganisationsResource() {} // for the CDI proxy

    @Inject
    OrganisationsResource(Teams teams, BlockingWork blocking) {
        this.teams = teams;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<Map<String, List<Organisation>>> list() {
        return blocking.call(() -> Map.of("items", teams.organisations()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> add(JsonNode body) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            var organisation = teams.addOrganisation(actor, body);
            return Response.created(URI.create("organisations/" + organisation.id()))
                    .entity(organisation)
                    .build();
        });
    }
}
