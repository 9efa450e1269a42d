package steward.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.ClientWatch;
import steward.platform.http.HttpConfig;
import steward.platform.http.JsonText;
import steward.platform.http.PendingBody;
import steward.platform.http.RequestBody;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code POST /api/knowledge/add}: a document as JSON or as a file in a form; 201 with the new document's id, or 200 with
 * the id of the one that has the same text. A servlet, because imports call it thousands of times and files take long to
 * arrive: no thread waits for either the client or, with a connection in hand, for another import.
 */
public class AddServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    /** From this size on, bodies are read one at a time, so that memory stays bounded whatever is sent. */
    private static final int LARGE = 2 << 20;

    private static final Duration RETRY_LARGE = Duration.ofSeconds(2);

    private final transient Semaphore large = new Semaphore(1);

    @Inject
    private transient KnowledgeBase knowledge;

    @Inject
    private transient FileImport files;

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
        boolean form = isForm(request);
        if (!form) {
            JsonText.requireJson(request);
        }
        var max = form ? knowledgeConfig.uploadMaxBytes() : httpConfig.maxBodyBytes();
        refuseTooLarge(request, response, form, max);
        var release = enter(request);
        var async = request.startAsync();
        async.setTimeout(0);
        read(request, max, form)
                .thenCompose(body -> blocking.call(() -> add(form, request.getContentType(), body)))
                .whenComplete((added, failure) -> {
                    release.run();
                    answer(async, added, failure);
                });
    }

    private static boolean isForm(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    private static void refuseTooLarge(
            HttpServletRequest request, HttpServletResponse response, boolean form, long max) {
        if (form && request.getContentLengthLong() > max) {
            // what is left of the body is not worth reading: the connection ends with the answer
            response.setHeader("Connection", "close");
            throw tooLarge(request, max);
        }
    }

    private static ProblemException tooLarge(HttpServletRequest request, long max) {
        var problem = new ProblemException(ProblemType.DOCUMENT_TOO_LARGE)
                .with("max", max)
                .with("setting", "UPLOAD_MAX_MB");
        return request.getContentLengthLong() < 0 ? problem : problem.with("actual", request.getContentLengthLong());
    }

    /** Lets a large body in, if none is being read, and returns what lets the next one in. */
    private Runnable enter(HttpServletRequest request) {
        var length = request.getContentLengthLong();
        if (length >= 0 && length < LARGE) {
            return () -> {};
        }
        if (!large.tryAcquire()) {
            throw new ProblemException(ProblemType.SERVER_BUSY)
                    .with("running", 1)
                    .with("limit", 1)
                    .with("waiting", 0)
                    .with("setting", "UPLOAD_MAX_MB")
                    .retryAfter(RETRY_LARGE);
        }
        return large::release;
    }

    private CompletionStage<byte[]> read(HttpServletRequest request, long max, boolean form) {
        return RequestBody.read(request, max).exceptionally(failure -> {
            throw form && isTooLarge(failure) ? tooLarge(request, max) : rethrown(failure);
        });
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.REQUEST_TOO_LARGE;
    }

    private static RuntimeException rethrown(Throwable failure) {
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }

    private Added add(boolean form, String contentType, byte[] body) {
        if (form) {
            return files.add(Upload.of(contentType, body));
        }
        return knowledge.add(JsonText.read(body, NewDocument.class), null);
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
        response.setStatus(added.duplicateOf() == null ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Location", "/api/knowledge/documents/" + added.documentId());
    }

    private static byte[] bytes(Added added) {
        try {
            return Json.mapper().writeValueAsBytes(added);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
