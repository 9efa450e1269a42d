package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;

/** {@code /api/teams} and their members, for administrators. */
@Path("teams")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TeamsResource {
    private Teams teams;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    TeamsResource() {} // for the CDI proxy

    @Inject
    TeamsResource(Teams teams, BlockingWork blocking) {
        this.teams = teams;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<Map<String, List<Team>>> list() {
        return blocking.call(() -> Map.of("items", teams.all()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> add(JsonNode body) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            var team = teams.add(actor, body);
            return Response.created(URI.create("teams/" + team.id()))
                    .entity(team)
                    .build();
        });
    }

    @GET
    @Path("{id}")
    public CompletionStage<Team> show(@PathParam("id") String id) {
        return blocking.call(() -> teams.find(id));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public CompletionStage<Team> change(@PathParam("id") String id, JsonNode body) {
        var actor = Actor.of(request);
        return blocking.call(() -> teams.change(actor, id, body));
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            teams.delete(actor, id);
            return Response.noContent().build();
        });
    }

    @GET
    @Path("{id}/members")
    public CompletionStage<Map<String, List<UsersResource.UserInfo>>> members(@PathParam("id") String id) {
        return blocking.call(() -> Map.of(
                "items",
                teams.members(id).stream().map(UsersResource.UserInfo::of).toList()));
    }

    @PUT
    @Path("{id}/members/{user}")
    public CompletionStage<Response> addMember(@PathParam("id") String id, @PathParam("user") String user) {
        return placed(id, user, true);
    }

    @DELETE
    @Path("{id}/members/{user}")
    public CompletionStage<Response> removeMember(@PathParam("id") String id, @PathParam("user") String user) {
        return placed(id, user, false);
    }

    private CompletionStage<Response> placed(String id, String user, boolean member) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            teams.place(actor, id, user, member);
            return Response.noContent().build();
        });
    }
}
