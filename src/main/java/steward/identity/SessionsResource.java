package steward.identity;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;

/** {@code /api/auth/sessions}: where a user is signed in, and an end to it. Another's session is not found. */
@Path("auth/sessions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
    private OwnSessions sessions;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    SessionsResource() {} // for the CDI proxy

    @Inject
    SessionsResource(OwnSessions sessions, BlockingWork blocking) {
        this.sessions = sessions;
        this.blocking = blocking;
    }

    /** Those that go on, the newest first. */
    @GET
    public CompletionStage<SessionList> list() {
        var user = Caller.of(request).requireUser();
        var current = current();
        return blocking.call(() -> new SessionList(
                sessions.of(user).stream()
                        .map(session -> SessionInfo.of(session, session.id().equals(current)))
                        .toList(),
                sessions.missing(user, current).map(OwnSessions.Proof::label).orElse(null)));
    }

    /** Ends all but this one. */
    @DELETE
    public CompletionStage<Response> endOthers() {
        var actor = Actor.of(request);
        var current = current();
        return blocking.call(() -> {
            sessions.endOthers(actor, current);
            return Response.noContent().build();
        });
    }

    /** Ends one, also this one, which needs no proof. */
    @DELETE
    @Path("{id}")
    public CompletionStage<Response> end(@PathParam("id") String id) {
        var actor = Actor.of(request);
        var current = current();
        return blocking.call(() -> {
            sessions.end(actor, current, id);
            return Response.noContent().build();
        });
    }

    /** The session of this request; null where a key was shown. */
    private String current() {
        return SignedRequest.token(request).map(Tokens.Signed::sessionId).orElse(null);
    }

    /** @param confirm what must be shown before another can be ended; null where that was just now */
    record SessionList(List<SessionInfo> items, String confirm) {}

    /** @param current whether it is the one that asks */
    record SessionInfo(
            String id,
            Instant createdAt,
            String createdFrom,
            Instant lastUsedAt,
            String lastUsedFrom,
            String userAgent,
            Instant expiresAt,
            boolean current) {
        static SessionInfo of(ActiveSession session, boolean current) {
            return new SessionInfo(
                    session.id(),
                    session.createdAt(),
                    session.createdFrom(),
                    session.lastUsedAt(),
                    session.lastUsedFrom(),
                    session.userAgent(),
                    session.expiresAt(),
                    current);
        }
    }
}
