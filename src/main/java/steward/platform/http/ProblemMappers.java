package steward.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import java.util.stream.Collectors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** JAX-RS's failures as problems. One mapper a kind: a mapper for Throwable alone would lose the status of the rest. */
final class ProblemMappers {
    private ProblemMappers() {}

    /** Ours, and whatever nobody foresaw. */
    @Provider
    public static class OfThrowable implements ExceptionMapper<Throwable> {
        @Context
        private HttpServletRequest request;

        @Context
        private HttpServletResponse response;

        /** Made by the container. */
        public OfThrowable() {}

        @Override
        public Response toResponse(Throwable failure) {
            return answer(request, response, failure);
        }
    }

    /** JAX-RS's own: unknown path, wrong method, media type, unreadable parameter. */
    @Provider
    public static class OfWebApplication implements ExceptionMapper<WebApplicationException> {
        @Context
        private HttpServletRequest request;

        @Context
        private HttpServletResponse response;

        /** Made by the container. */
        public OfWebApplication() {}

        @Override
        public Response toResponse(WebApplicationException failure) {
            if (failure.getCause() instanceof ProblemException problem) {
                return answer(request, response, problem);
            }
            return answer(request, response, problem(request, failure));
        }
    }

    static Response answer(HttpServletRequest request, HttpServletResponse response, Throwable failure) {
        var problem = ProblemResponse.rendered(request, failure);
        var body = ProblemResponse.head(request, response, problem);
        return Response.status(problem.status())
                .type(response.getContentType())
                .entity(body)
                .build();
    }

    private static ProblemException problem(HttpServletRequest request, WebApplicationException failure) {
        var allow = failure.getResponse().getAllowedMethods();
        return StatusProblems.of(
                failure.getResponse().getStatus(),
                request,
                allow.stream().sorted().collect(Collectors.joining(", ")));
    }

    /** A status as a problem of ours. */
    static final class StatusProblems {
        private static final Map<Integer, ProblemType> TYPES = Map.ofEntries(
                Map.entry(400, ProblemType.INVALID_REQUEST),
                Map.entry(401, ProblemType.MISSING_API_KEY),
                Map.entry(403, ProblemType.FORBIDDEN),
                Map.entry(404, ProblemType.UNKNOWN_URL),
                Map.entry(405, ProblemType.METHOD_NOT_ALLOWED),
                Map.entry(406, ProblemType.NOT_ACCEPTABLE),
                Map.entry(408, ProblemType.REQUEST_TIMEOUT),
                Map.entry(413, ProblemType.REQUEST_TOO_LARGE),
                Map.entry(414, ProblemType.URI_TOO_LONG),
                Map.entry(415, ProblemType.UNSUPPORTED_MEDIA_TYPE),
                Map.entry(431, ProblemType.HEADERS_TOO_LARGE),
                Map.entry(501, ProblemType.METHOD_NOT_ALLOWED),
                Map.entry(503, ProblemType.STARTING));

        private StatusProblems() {}

        static ProblemException of(int status, HttpServletRequest request, String allow) {
            var type =
                    TYPES.getOrDefault(status, status < 500 ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL_ERROR);
            var problem = new ProblemException(type)
                    .with("method", request.getMethod())
                    .with("path", ProblemResponse.path(request))
                    .with("actual", String.valueOf(request.getContentType()))
                    .with("supported", "application/json")
                    .with("available", "application/json");
            return allow.isEmpty() ? problem : problem.with("allow", allow);
        }
    }
}
