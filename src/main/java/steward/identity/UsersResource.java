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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;

/** {@code /api/users}, for administrators. */
@Path("users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
    private Users users;
    private Passwords passwords;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    UsersResource() {} // for the CDI proxy

    @Inject
    UsersResource(Users users, Passwords passwords, BlockingWork blocking) {
        this.users = users;
        this.passwords = passwords;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<Map<String, List<UserInfo>>> list() {
        return blocking.call(
                () -> Map.of("items", users.all().stream().map(UserInfo::of).toList()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> add(JsonNode body) {
        var actor = Actor.of(request);
        return passwords.inTurn(() -> {
            var user = users.add(actor, body);
            return Response.created(URI.create("users/" + user.id()))
                    .entity(UserInfo.of(user))
                    .build();
        });
    }

    @GET
    @Path("{id}")
    public CompletionStage<UserInfo> show(@PathParam("id") String id) {
        return blocking.call(() -> UserInfo.of(users.find(id)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public CompletionStage<UserInfo> change(@PathParam("id") String id, JsonNode body) {
        var actor = Actor.of(request);
        return passwords.inTurn(() -> UserInfo.of(users.change(actor, id, body)));
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            users.delete(actor, id);
            return Response.noContent().build();
        });
    }

    /** Signs the user out everywhere. */
    @DELETE
    @Path("{id}/sessions")
    public CompletionStage<Response> signOut(@PathParam("id") String id) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            users.signOut(actor, id);
            return Response.noContent().build();
        });
    }

    /** A user as others see one: nothing of the password. */
    record UserInfo(
            String id,
            String username,
            String displayName,
            String role,
            boolean disabled,
            String teamId,
            Integer rpm,
            Integer tpm,
            Integer maxConcurrent,
            Instant createdAt,
            Instant lastLoginAt) {
        static UserInfo of(User user) {
            return new UserInfo(
                    user.id(),
                    user.username(),
                    user.displayName(),
                    user.role().label(),
                    user.disabled(),
                    user.teamId(),
                    user.rpm(),
                    user.tpm(),
                    user.maxConcurrent(),
                    user.createdAt(),
                    user.lastLoginAt());
        }
    }
}
