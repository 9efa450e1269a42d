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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.JsonText;
import steward.platform.json.Json;

/** {@code /api/keys}: one's own keys; administrators see those of others with {@code ?all=true}. */
@Path("keys")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class KeysResource {
    private Keys keys;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    KeysResource() {} // for the CDI proxy

    @Inject
    KeysResource(Keys keys, BlockingWork blocking) {
        this.keys = keys;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<Map<String, List<KeyInfo>>> list(@QueryParam("all") String all) {
        var actor = Actor.of(request);
        var ofAll = "true".equals(all);
        return blocking.call(() -> Map.of(
                "items", keys.list(actor, ofAll).stream().map(KeyInfo::of).toList()));
    }

    /** A new key; its secret is in this answer and nowhere else. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> add(JsonNode body) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            var made = keys.add(actor, body);
            return Response.created(URI.create("keys/" + made.key().id()))
                    .header("Cache-Control", "no-store")
                    .entity(KeyInfo.of(made))
                    .build();
        });
    }

    @GET
    @Path("{id}")
    public CompletionStage<KeyInfo> show(@PathParam("id") String id) {
        var actor = Actor.of(request);
        return blocking.call(() -> KeyInfo.of(keys.find(actor, id)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public CompletionStage<KeyInfo> change(@PathParam("id") String id, JsonNode body) {
        var actor = Actor.of(request);
        return blocking.call(() -> KeyInfo.of(keys.change(actor, id, body)));
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id) {
        var actor = Actor.of(request);
        return blocking.call(() -> {
            keys.delete(actor, id);
            return Response.noContent().build();
        });
    }

    /** A new secret for the key; the old one stays good for a while. */
    @POST
    @Path("{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> rotate(@PathParam("id") String id, byte[] body) {
        var actor = Actor.of(request);
        var wishes = body.length == 0 ? Json.mapper().createObjectNode() : JsonText.object(body);
        return blocking.call(() -> Response.ok(KeyInfo.of(keys.rotate(actor, id, wishes)))
                .header("Cache-Control", "no-store")
                .build());
    }

    /**
     * A key as people see it.
     *
     * @param key the secret, only where it was just made
     * @param tail its last characters
     */
    record KeyInfo(
            String id,
            String userId,
            String name,
            String key,
            String tail,
            List<String> scopes,
            List<String> models,
            List<String> ipAllow,
            Integer rpm,
            Integer tpm,
            Integer maxConcurrent,
            Instant createdAt,
            Instant expiresAt,
            Instant previousUntil,
            Instant lastUsedAt,
            String lastUsedFrom) {
        static KeyInfo of(KeyRecord key) {
            return of(key, null);
        }

        static KeyInfo of(Keys.Made made) {
            return of(made.key(), made.secret());
        }

        private static KeyInfo of(KeyRecord key, String secret) {
            return new KeyInfo(
                    key.id(),
                    key.userId(),
                    key.name(),
                    secret,
                    key.tail(),
                    key.scopes().stream().sorted().map(Scope::label).toList(),
                    key.models().stream().sorted().toList(),
                    key.ipAllow(),
                    key.rpm(),
                    key.tpm(),
                    key.maxConcurrent(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.previousUntil(),
                    key.lastUsedAt(),
                    key.lastUsedFrom());
        }

        @Override
        public String toString() {
            return "KeyInfo[" + id + "]";
        }
    }
}
