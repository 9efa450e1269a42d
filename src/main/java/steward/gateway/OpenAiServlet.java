package steward.gateway;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.function.BiConsumer;
import steward.platform.http.AsyncProblem;
import steward.platform.http.HttpConfig;
import steward.platform.http.JsonText;
import steward.platform.http.RequestBody;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * OpenAI's API at {@code /v1}, and at the bare host for clients whose base has no version. A servlet, because streams
 * and completions carry the load and go through as bytes.
 */
public class OpenAiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String MODELS = "/models";
    private static final String STREAMS = "/streams/";

    @Inject
    private transient Completions completions;

    @Inject
    private transient Responses responses;

    @Inject
    private transient Embeddings embeddings;

    @Inject
    private transient Models models;

    @Inject
    private transient Streams streams;

    @Inject
    private transient HttpConfig config;

    /** Made by the container. */
    public OpenAiServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        var path = path(request);
        var posts = posts().get(path);
        if (posts != null) {
            require("POST", request, response);
            JsonText.requireJson(request);
            read(request, posts);
        } else if (path.equals(MODELS) || path.startsWith(MODELS + "/")) {
            require("GET", request, response);
            models.answer(request, path.length() > MODELS.length() ? path.substring(MODELS.length() + 1) : null);
        } else if (path.startsWith(STREAMS) && path.length() > STREAMS.length()) {
            streams.answer(request, response, path.substring(STREAMS.length()));
        } else {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
    }

    private Map<String, BiConsumer<AsyncContext, byte[]>> posts() {
        return Map.of(
                "/chat/completions", completions::chat,
                "/completions", completions::text,
                "/responses", responses::create,
                "/embeddings", embeddings::answer);
    }

    private void read(HttpServletRequest request, BiConsumer<AsyncContext, byte[]> answer) {
        var async = request.startAsync();
        async.setTimeout(0);
        RequestBody.read(request, config.maxBodyBytes()).whenComplete((body, failure) -> {
            try {
                if (failure != null) {
                    AsyncProblem.send(async, failure);
                } else {
                    answer.accept(async, body);
                }
            } catch (RuntimeException refused) {
                AsyncProblem.send(async, refused);
            }
        });
    }

    private static void require(String method, HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals(method)) {
            response.setHeader("Allow", method);
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", method);
        }
    }

    /** Below {@code /v1}, or the bare path. */
    private static String path(HttpServletRequest request) {
        var info = request.getPathInfo() == null ? "" : request.getPathInfo();
        var path = request.getServletPath().equals("/v1") ? info : request.getServletPath() + info;
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
