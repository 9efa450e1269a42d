package steward.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import steward.identity.Caller;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.stream.LiveStreams;

/**
 * {@code GET} and {@code DELETE /v1/streams/{id}}: the rest of a streamed answer, and its end, for whoever asked for it.
 * Thread-safe.
 */
@ApplicationScoped
class Streams {
    private static final String LAST = "Last-Event-ID";
    private static final String AFTER = "after";
    private static final int LONGEST_NUMBER = 9;

    private LiveStreams streams;

    Streams() {} // for the CDI proxy

    @Inject
    Streams(LiveStreams streams) {
        this.streams = streams;
    }

    void answer(HttpServletRequest request, HttpServletResponse response, String id) {
        var owner = Caller.of(request).id();
        switch (request.getMethod()) {
            case "GET" -> {
                // a browser that comes again says it in the header, the address stays as it was
                var field = request.getHeader(LAST) == null ? AFTER : LAST;
                var after = request.getHeader(LAST) == null ? request.getParameter(AFTER) : request.getHeader(LAST);
                streams.resume(request, response, id, owner, number(after, field), field);
            }
            case "DELETE" -> {
                streams.cancel(id, owner);
                accepted(response, id);
            }
            default -> {
                response.setHeader("Allow", "GET, DELETE");
                throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                        .with("method", request.getMethod())
                        .with("allow", "GET, DELETE");
            }
        }
    }

    /** Nothing said means from the beginning. */
    private static int number(String after, String field) {
        if (after == null || after.isEmpty()) {
            return 0;
        }
        if (after.length() > LONGEST_NUMBER || !after.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw Extension.wrong(field, "type", Map.of("expected", "integer"));
        }
        return Integer.parseInt(after);
    }

    private static void accepted(HttpServletResponse response, String id) {
        var body =
                Json.bytes(JsonNodeFactory.instance.objectNode().put("id", id).put("status", "cancelled"));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
