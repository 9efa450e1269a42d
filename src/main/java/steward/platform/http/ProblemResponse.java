package steward.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.concurrent.Causes;
import steward.platform.problem.FullDisk;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The one place where a failure becomes an answer: which problem it is, in whose shape, and what our log says of it. */
public final class ProblemResponse {
    private static final Logger LOG = Logger.getLogger(ProblemResponse.class.getName());

    /** Where OpenAI's clients ask: with the version in their base address, and without. */
    private static final List<String> OPEN_AI =
            List.of("/v1/", "/chat/completions", "/completions", "/responses", "/embeddings", "/models");

    private ProblemResponse() {}

    /**
     * Answers with the problem that {@code failure} is. Where the answer has begun already, only the log learns of it.
     * The body's bytes are written to the response, which is not completed.
     */
    public static void send(HttpServletRequest request, HttpServletResponse response, Throwable failure)
            throws IOException {
        var problem = rendered(request, failure);
        if (response.isCommitted()) {
            return;
        }
        var body = head(request, response, problem);
        response.getOutputStream().write(body);
        if (problem.status() == HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE) {
            // the container would first wait for the rest of the body that is not wanted
            response.flushBuffer();
        }
    }

    /** Sets status and headers and returns the body. */
    static byte[] head(HttpServletRequest request, HttpServletResponse response, Problem problem) {
        var openAi = speaksOpenAi(request);
        var body = openAi ? problem.asOpenAiError() : problem.asProblemJson();
        response.resetBuffer();
        response.setStatus(problem.status());
        response.setContentType(openAi ? "application/json;charset=UTF-8" : "application/problem+json;charset=UTF-8");
        response.setHeader("Content-Language", problem.locale().toLanguageTag());
        response.setHeader("Cache-Control", "no-store");
        problem.retryAfterSeconds().ifPresent(seconds -> response.setHeader("Retry-After", seconds.toString()));
        if (problem.status() == 429 && problem.retryAfterSeconds().isEmpty() || problem.status() == 501) {
            // OpenAI's clients try these again by themselves, unless told that it is of no use
            response.setHeader("x-should-retry", "false");
        }
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"steward\"");
        }
        context(request).writeTimings(response);
        response.setContentLength(body.length);
        return body;
    }

    /** The problem as this caller reads it; failures of ours are logged here, once, with the request's id. */
    public static Problem rendered(HttpServletRequest request, Throwable failure) {
        return rendered(context(request), failure);
    }

    /** As {@link #rendered(HttpServletRequest, Throwable)}, for what outlives its request. */
    public static Problem rendered(RequestContext context, Throwable failure) {
        var problem = problem(failure);
        if (problem.type().status() >= 500 && problem.type() != ProblemType.SERVER_BUSY) {
            LOG.log(
                    problem.type() == ProblemType.INTERNAL_ERROR ? Level.SEVERE : Level.WARNING,
                    "request.failed code=" + problem.type().code() + " request_id=" + context.id(),
                    problem.type() == ProblemType.INTERNAL_ERROR ? failure : problem.getCause());
        }
        return new Problem(problem, context.locale(), context.id());
    }

    /** What kind of problem a failure is: itself, or what it wraps, or an error of ours. */
    public static ProblemException problem(Throwable failure) {
        var cause = Causes.of(failure);
        if (cause instanceof ProblemException problem) {
            return problem;
        }
        if (cause instanceof JsonProcessingException unreadable) {
            return JsonProblems.of(unreadable);
        }
        return FullDisk.isCauseOf(cause)
                ? FullDisk.problem(cause)
                : new ProblemException(ProblemType.INTERNAL_ERROR, cause);
    }

    private static boolean speaksOpenAi(HttpServletRequest request) {
        return OPEN_AI.stream().anyMatch(path(request)::startsWith);
    }

    /** The path below the context root, also while an error page is made. */
    static String path(HttpServletRequest request) {
        var original = request.getAttribute("jakarta.servlet.error.request_uri");
        var uri = original == null ? request.getRequestURI() : original.toString();
        var root = request.getContextPath();
        return uri.startsWith(root) ? uri.substring(root.length()) : uri;
    }

    private static RequestContext context(HttpServletRequest request) {
        var context = RequestContext.of(request);
        return context == null ? new RequestContext("req_unknown", Locale.ENGLISH, System.nanoTime()) : context;
    }
}
