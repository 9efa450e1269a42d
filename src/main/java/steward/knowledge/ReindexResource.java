package steward.knowledge;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.task.TaskQueue;

/** {@code POST /api/knowledge/reindex}: takes every document into every index once more, in the background. */
@Path("knowledge/reindex")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReindexResource {
    private static final int ACCEPTED = 202;

    private TaskQueue queue;
    private ReindexTask reindex;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    ReindexResource() {} // for the CDI proxy

    @Inject
    ReindexResource(TaskQueue queue, ReindexTask reindex, BlockingWork blocking) {
        this.queue = queue;
        this.reindex = reindex;
        this.blocking = blocking;
    }

    /** One at a time for each caller: while it waits or runs, its task is answered again. */
    @POST
    public CompletionStage<Response> begin() {
        var owner = Caller.of(request).id();
        return blocking.call(() -> {
            var submitted = queue.submit(reindex.askedBy(owner));
            return Response.status(ACCEPTED)
                    .location(URI.create("tasks/" + submitted.id()))
                    .entity(submitted)
                    .build();
        });
    }
}
