package steward.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.ClientWatch;
import steward.platform.http.HttpConfig;
import steward.platform.http.JsonText;
import steward.platform.http.PendingBody;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code POST /api/knowledge/add}: a document as JSON or as a file in a form; 201 with the new document's id, 200 with the id
 * of the one that has the same text, or 202 with a task for a file that takes long. A servlet, because imports call it
 * thousands of times and files take long to arrive: no thread waits for either the client or, with a connection in hand, for
 * another import.
 */
public class AddServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient KnowledgeBase knowledge;

    @Inject
    private transient FileImport files;

    @Inject
    private transient Visible visible;

    @Inject
    private transient FormBody bodies;

    @Inject
    private transient KnowledgeConfig knowledgeConfig;

    @Inject
    private transient HttpConfig httpConfig;

    @Inject
    private transient BlockingWork blocking;

    @Inject
    private transient ClientWatch clients;

    /** Made by the container. */
    public AddServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "POST");
        }
        boolean form = FormBody.isForm(request);
        if (!form) {
            JsonText.requireJson(request);
        }
        var release = bodies.enter(request, response, form ? knowledgeConfig.uploadMaxBytes() : Long.MAX_VALUE);
        var async = request.startAsync();
        async.setTimeout(0);
        var caller = Caller.of(request);
        bodies.read(request, form ? knowledgeConfig.uploadMaxBytes() : httpConfig.maxBodyBytes())
                .thenCompose(body -> blocking.call(() -> add(form, request.getContentType(), body, caller)))
                .whenComplete((added, failure) -> {
                    release.run();
                    answer(async, added, failure);
                });
    }

    private Added add(boolean form, String contentType, byte[] body, Caller caller) {
        if (form) {
            return files.add(Upload.of(contentType, body), caller);
        }
        var document = JsonText.read(body, NewDocument.class);
        visible.requireTarget(caller, document.checked().collection());
        return knowledge.add(document, null);
    }

    private void answer(AsyncContext async, Added added, Throwable failure) {
        var pending = new PendingBody(async, clients);
        if (failure != null) {
            pending.fail(failure);
            return;
        }
        pending.send(headers -> head(headers, added), bytes(added));
    }

    private static void head(HttpServletResponse response, Added added) {
        response.setStatus(status(added));
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader(
                "Location",
                added.taskId() == null
                        ? "/api/knowledge/documents/" + added.documentId()
                        : "/api/tasks/" + added.taskId());
    }

    private static int status(Added added) {
        if (added.taskId() != null) {
            return HttpServletResponse.SC_ACCEPTED;
        }
        return added.duplicateOf() == null ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK;
    }

    private static byte[] bytes(Added added) {
        try {
            return Json.mapper().writeValueAsBytes(added);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
