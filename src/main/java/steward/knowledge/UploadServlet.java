package steward.knowledge;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.ClientWatch;
import steward.platform.http.PendingBody;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code POST /api/knowledge/upload}: many files in one form; 202 with the task that imports them means that they are
 * committed. The fields beside the files hold for each of them.
 */
public class UploadServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient ImportFiles files;

    @Inject
    private transient FileImport imports;

    @Inject
    private transient FormBody bodies;

    @Inject
    private transient KnowledgeConfig config;

    @Inject
    private transient BlockingWork blocking;

    @Inject
    private transient ClientWatch clients;

    /** Made by the container. */
    public UploadServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "POST");
        }
        if (!FormBody.isForm(request)) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                    .with("actual", String.valueOf(request.getContentType()))
                    .with("supported", "multipart/form-data");
        }
        var release = bodies.enter(request, response, config.uploadMaxBytes());
        var async = request.startAsync();
        async.setTimeout(0);
        var caller = Caller.of(request);
        bodies.read(request, config.uploadMaxBytes())
                .thenCompose(body -> blocking.call(() -> submit(caller, Upload.all(request.getContentType(), body))))
                .whenComplete((accepted, failure) -> {
                    release.run();
                    answer(async, accepted, failure);
                });
    }

    /** What was accepted. */
    record Accepted(UUID taskId, String status, int files) {}

    private Accepted submit(Caller caller, List<Upload> uploads) {
        imports.accept(uploads.get(0), caller);
        return new Accepted(files.submit(caller.id(), uploads), "queued", uploads.size());
    }

    private void answer(AsyncContext async, Accepted accepted, Throwable failure) {
        var pending = new PendingBody(async, clients);
        if (failure != null) {
            pending.fail(failure);
        } else {
            pending.send(
                    headers -> head(headers, accepted), Json.bytes(Json.mapper().valueToTree(accepted)));
        }
    }

    private static void head(HttpServletResponse response, Accepted accepted) {
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Location", "/api/tasks/" + accepted.taskId());
    }
}
