package steward.knowledge;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.identity.Caller;
import steward.identity.KnowledgeAccess;
import steward.platform.concurrent.BlockingWork;

/** The collections of the knowledge base over HTTP. Each has a version, its {@code ETag}. */
@Path("knowledge/collections")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CollectionsResource {
    private KnowledgeCollections collections;
    private KnowledgeAccess access;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    CollectionsResource() {} // for the CDI proxy

    @Inject
    CollectionsResource(KnowledgeCollections collections, KnowledgeAccess access, BlockingWork blocking) {
        this.collections = collections;
        this.access = access;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<Map<String, List<CollectionInfo>>> list() {
        var caller = Caller.of(request);
        return blocking.call(() -> Map.of("items", Visible.of(caller, collections.list())));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> add(NewCollection collection) {
        return blocking.call(() -> {
            var added = collections.add(collection);
            return Response.status(Response.Status.CREATED)
                    .header("Location", "/api/knowledge/collections/" + added.id())
                    .tag(Versions.tag(added.version()))
                    .entity(added)
                    .build();
        });
    }

    @GET
    @Path("{id}")
    public CompletionStage<Response> get(@PathParam("id") String id) {
        Visible.requireCollection(Caller.of(request), id);
        return blocking.call(() -> answer(collections.get(id)));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> replace(
            @PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, NewCollection collection) {
        Visible.requireCollection(Caller.of(request), id);
        return blocking.call(() -> answer(collections.replace(id, collection, Versions.wanted(ifMatch))));
    }

    /** A collection that holds documents goes with {@code ?force=true} only. */
    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(
            @PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, @Context UriInfo uri) {
        Visible.requireCollection(Caller.of(request), id);
        boolean force = new Parameters(uri.getQueryParameters()).flag("force");
        return blocking.call(() -> {
            collections.delete(id, force, Versions.wanted(ifMatch));
            access.forget(id);
            return Response.noContent().build();
        });
    }

    /** Who may read it: nobody named means everybody. */
    @GET
    @Path("{id}/access")
    public CompletionStage<Readers> readers(@PathParam("id") String id) {
        return blocking.call(() -> {
            collections.get(id);
            return new Readers(access.readers(id));
        });
    }

    @PUT
    @Path("{id}/access")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Readers> setReaders(@PathParam("id") String id, Readers wanted) {
        var caller = Caller.of(request);
        return blocking.call(() -> {
            collections.get(id);
            access.setReaders(caller, id, wanted.readers() == null ? List.of() : wanted.readers());
            return new Readers(access.readers(id));
        });
    }

    /** @param readers ids such as {@code user:…}, {@code team:…}; empty for everybody */
    record Readers(List<String> readers) {}

    private static Response answer(CollectionInfo collection) {
        return Response.ok(collection).tag(Versions.tag(collection.version())).build();
    }
}
