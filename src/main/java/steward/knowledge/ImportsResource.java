package steward.knowledge;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.Paging;
import steward.platform.http.RequestContext;

/** {@code /api/knowledge/upload/{task}}: what became of the files of an upload; another's are not found (404). */
@Path("knowledge/upload")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ImportsResource {
    private static final int ACCEPTED = 202;

    private ImportFiles files;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    ImportsResource() {} // for the CDI proxy

    @Inject
    ImportsResource(ImportFiles files, BlockingWork blocking) {
        this.files = files;
        this.blocking = blocking;
    }

    /** The files, in the order in which they came, each with its state and, where it failed, its cause. */
    @GET
    @Path("{task}")
    public CompletionStage<Files> show(@PathParam("task") String task) {
        var owner = Caller.of(request).id();
        var locale = RequestContext.of(request).locale();
        return blocking.call(() -> {
            var id = Paging.uuid(task);
            return new Files(
                    id,
                    files.files(id, owner).stream()
                            .map(file -> Entry.of(file, locale))
                            .toList());
        });
    }

    /** Has the files that failed, or were not reached before a stop, imported by a new task. */
    @POST
    @Path("{task}/retry")
    public CompletionStage<Response> retry(@PathParam("task") String task) {
        var owner = Caller.of(request).id();
        return blocking.call(() -> {
            var again = files.retry(Paging.uuid(task), owner);
            return Response.status(ACCEPTED)
                    .location(URI.create("/api/tasks/" + again))
                    .entity(new Retried(again, "queued"))
                    .build();
        });
    }

    /** A new task. */
    public record Retried(UUID taskId, String status) {}

    /** The files of a task. */
    public record Files(UUID taskId, List<Entry> files) {}

    /** A file; what is not known is null and left out. */
    public record Entry(String name, String status, String documentId, Integer chunks, Failure cause) {
        static Entry of(ImportFile file, Locale locale) {
            var detail = locale.getLanguage().equals("zh") ? file.detailZh() : file.detailEn();
            return new Entry(
                    file.name(),
                    file.state().label(),
                    file.documentId(),
                    file.passages(),
                    file.cause() == null ? null : new Failure(file.cause(), detail));
        }
    }

    /** Why a file failed. */
    public record Failure(String code, String detail) {}
}
