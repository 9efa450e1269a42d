package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.Paging;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The documents of the knowledge base over HTTP. Each has a version, its {@code ETag}. */
@Path("knowledge/documents")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DocumentsResource {
    private KnowledgeBase knowledge;
    private Visible visible;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    DocumentsResource() {} // for the CDI proxy

    @Inject
    DocumentsResource(KnowledgeBase knowledge, Visible visible, BlockingWork blocking) {
        this.knowledge = knowledge;
        this.visible = visible;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<DocumentPage> list(@Context UriInfo uri) {
        var parameters = new Parameters(uri.getQueryParameters());
        var filter = new DocumentFilter(
                parameters.line(NewCollection.LONGEST_NAME, "collection"),
                parameters.line(NewDocument.LONGEST_TAG, "tag"),
                parameters.line(NewDocument.LONGEST_TITLE, "q"),
                Paging.limit(parameters.one("limit").orElse(null)),
                parameters.one("cursor").orElse(null));
        var hidden = Caller.of(request).hiddenCollections();
        return blocking.call(() -> knowledge.list(filter.hiding(hidden)));
    }

    @GET
    @Path("{id}")
    public CompletionStage<Response> get(@PathParam("id") String id, @HeaderParam("If-None-Match") String ifNoneMatch) {
        return call(id, () -> answer(knowledge.get(id), ifNoneMatch));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> replace(
            @PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, NewDocument document) {
        var caller = Caller.of(request);
        return call(id, () -> {
            if (document.checked().collection() != null) {
                visible.requireTarget(caller, document.collection());
            }
            return answer(knowledge.replace(id, document, Versions.wanted(ifMatch)), null);
        });
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public CompletionStage<Response> patch(
            @PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, JsonNode patch) {
        if (!patch.isObject()) {
            throw new ProblemException(ProblemType.INVALID_REQUEST).field("body", "type", Map.of("expected", "object"));
        }
        var caller = Caller.of(request);
        return call(id, () -> {
            visible.requireTarget(caller, patch);
            return answer(knowledge.patch(id, patch, Versions.wanted(ifMatch)), null);
        });
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch) {
        return call(id, () -> {
            knowledge.delete(id, Versions.wanted(ifMatch));
            return Response.noContent().build();
        });
    }

    /** The text, whole or from {@code start} to {@code end}. */
    @GET
    @Path("{id}/content")
    public CompletionStage<Response> content(
            @PathParam("id") String id, @Context UriInfo uri, @HeaderParam("If-None-Match") String ifNoneMatch) {
        var parameters = new Parameters(uri.getQueryParameters());
        int start = parameters.number(0, 0, Integer.MAX_VALUE, "start");
        int end = parameters.number(Integer.MAX_VALUE, 0, Integer.MAX_VALUE, "end");
        return call(id, () -> {
            var content = knowledge.content(id, start, end);
            return Versions.isKnown(ifNoneMatch, content.version())
                    ? Response.notModified(Versions.tag(content.version())).build()
                    : Response.ok(content).tag(Versions.tag(content.version())).build();
        });
    }

    @GET
    @Path("{id}/chunks")
    public CompletionStage<ChunkPage> chunks(@PathParam("id") String id, @Context UriInfo uri) {
        var parameters = new Parameters(uri.getQueryParameters());
        int limit = Paging.limit(parameters.one("limit").orElse(null));
        var cursor = parameters.one("cursor").orElse(null);
        return call(id, () -> knowledge.chunks(id, limit, cursor));
    }

    /** Work with a document that this caller may see. */
    private <T> CompletionStage<T> call(String id, Supplier<T> work) {
        var caller = Caller.of(request);
        return blocking.call(() -> {
            visible.requireDocument(caller, id);
            return work.get();
        });
    }

    private static Response answer(DocumentInfo document, String ifNoneMatch) {
        var tag = Versions.tag(document.version());
        return Versions.isKnown(ifNoneMatch, document.version())
                ? Response.notModified(tag).build()
                : Response.ok(document).tag(tag).build();
    }
}
