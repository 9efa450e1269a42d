package steward.chat;

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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import steward.identity.Audit;
import steward.identity.AuditEvent;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Ids;
import steward.platform.http.Paging;
import steward.platform.problem.FieldErrors;

/** {@code /api/conversations}: a caller's own conversations; another's are not found (404). */
@Path("conversations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConversationsResource {
    private static final int MOST_MESSAGES = 1_000;

    private ConversationRepository conversations;
    private BlockingWork blocking;
    private Audit audit;
    private Ids ids;
    private Clock clock;

    @Context
    private HttpServletRequest request;

    ConversationsResource() {} // for the CDI proxy

    @Inject
    ConversationsResource(
            ConversationRepository conversations, BlockingWork blocking, Audit audit, Ids ids, Clock clock) {
        this.conversations = conversations;
        this.blocking = blocking;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** The headings, latest first. */
    @GET
    public CompletionStage<Page> list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        var most = Paging.limit(limit);
        var after = Optional.ofNullable(cursor).map(ConversationsResource::cursor);
        var owner = owner();
        return blocking.call(() -> page(conversations.page(owner, most + 1, after), most));
    }

    /** An empty conversation, for a client that wants its id before the first question. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> create(Heading heading) {
        var title = heading.validated().title();
        var id = ids.next();
        var owner = owner();
        return blocking.call(() -> {
            conversations.create(id, owner, title, clock.instant());
            return Response.created(URI.create("conversations/" + id))
                    .entity(found(id, owner))
                    .build();
        });
    }

    /** A conversation with its messages, oldest first. */
    @GET
    @Path("{id}")
    public CompletionStage<Conversation> show(@PathParam("id") String id) {
        var owner = owner();
        return blocking.call(() -> found(uuid(id), owner));
    }

    /** The messages alone. */
    @GET
    @Path("{id}/messages")
    public CompletionStage<Messages> messages(@PathParam("id") String id) {
        var owner = owner();
        return blocking.call(() -> new Messages(found(uuid(id), owner).messages(), null));
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Conversation> rename(@PathParam("id") String id, Heading heading) {
        var title = heading.validated().title();
        var owner = owner();
        return blocking.call(() -> {
            if (!conversations.rename(uuid(id), owner, title)) {
                throw Conversations.notFound();
            }
            return found(uuid(id), owner);
        });
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id) {
        var owner = owner();
        return blocking.call(() -> {
            if (!conversations.delete(uuid(id), owner)) {
                throw Conversations.notFound();
            }
            return Response.noContent().build();
        });
    }

    /** The whole conversation as a file: JSON, or Markdown to read. */
    @GET
    @Path("{id}/export")
    public CompletionStage<Response> export(@PathParam("id") String id, @QueryParam("format") String format) {
        var asked = ExportFormat.of(format);
        var owner = owner();
        audit.record(AuditEvent.of(request, "conversation.export", "conversation:" + id));
        return blocking.call(() -> Response.ok(asked.content(found(uuid(id), owner)))
                .type(asked.mediaType())
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"conversation-" + uuid(id) + asked.suffix() + "\"")
                .build());
    }

    private String owner() {
        return Caller.of(request).id();
    }

    private Conversation found(UUID id, String owner) {
        return conversations.find(id, owner, MOST_MESSAGES).orElseThrow(Conversations::notFound);
    }

    /** What is no id of ours belongs to nobody. */
    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notAnId) {
            throw Conversations.notFound();
        }
    }

    private static ConversationRepository.Cursor cursor(String text) {
        var parts = Paging.cursor(text, 2);
        return new ConversationRepository.Cursor(Paging.instant(parts.get(0)), Paging.uuid(parts.get(1)));
    }

    private static Page page(List<Conversation> found, int limit) {
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        var last = found.get(limit - 1);
        return new Page(
                found.subList(0, limit),
                Paging.cursor(List.of(last.updatedAt().toString(), last.id().toString())));
    }

    /** @param nextCursor null on the last page */
    record Page(List<Conversation> items, String nextCursor) {}

    record Messages(List<Message> items, String nextCursor) {}

    record Heading(String title) {
        Heading validated() {
            var errors = new FieldErrors().text("title", title, Conversation.MAX_TITLE);
            errors.throwIfAny();
            return new Heading(title.strip());
        }
    }
}
