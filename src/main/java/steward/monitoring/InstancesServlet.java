package steward.monitoring;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import steward.platform.instance.InstanceInfo;
import steward.platform.instance.Instances;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code GET /admin/api/instances} lists the instances; {@code POST /admin/api/instances/{id}/drain} has the one that is
 * asked take nothing new. A servlet, since it must answer while everything else is busy.
 */
public class InstancesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String DRAIN = "/drain";

    @Inject
    private transient Instances instances;

    @Inject
    private transient Conditions conditions;

    @Inject
    private transient Numbers numbers;

    /** Made by the container. */
    public InstancesServlet() {}

    InstancesServlet(Instances instances, Conditions conditions, Numbers numbers) {
        this.instances = instances;
        this.conditions = conditions;
        this.numbers = numbers;
    }

    /**
     * The instances of this system.
     *
     * @param alive how many of them live
     * @param sameVersion whether all that live are of one version
     * @param sameConfiguration whether all that live are configured alike
     */
    record Listed(List<InstanceInfo> items, int alive, boolean sameVersion, boolean sameConfiguration) {
        static Listed of(List<InstanceInfo> all, int alive) {
            var living = all.stream().filter(InstanceInfo::alive).toList();
            return new Listed(
                    all,
                    alive,
                    living.stream().map(InstanceInfo::version).distinct().count() <= 1,
                    living.stream().map(InstanceInfo::fingerprint).distinct().count() <= 1);
        }
    }

    /**
     * An instance that is being emptied.
     *
     * @param inFlight requests that it has still to answer, without the one that asks
     */
    record Drained(String id, String state, int inFlight) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getPathInfo() == null ? "" : request.getPathInfo().replaceFirst("/$", "");
        if (path.isEmpty()) {
            require(request, response, "GET");
            send(response, 200, Listed.of(instances.all(), instances.alive()));
        } else if (path.endsWith(DRAIN) && path.lastIndexOf('/') > 0) {
            require(request, response, "POST");
            send(response, 202, drain(path.substring(1, path.length() - DRAIN.length())));
        } else {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
    }

    /** Each instance drains itself: whoever wants another to, asks that one. */
    private Drained drain(String id) {
        if (!id.equals(instances.serverId())) {
            throw new ProblemException(ProblemType.NOT_FOUND);
        }
        conditions.drain();
        return new Drained(id, "draining", Math.max(0, numbers.requests().inFlight() - 1));
    }

    private static void require(HttpServletRequest request, HttpServletResponse response, String method) {
        if (!request.getMethod().equals(method)) {
            response.setHeader("Allow", method);
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", method);
        }
    }

    private static void send(HttpServletResponse response, int status, Object answer) throws IOException {
        var body = Json.bytes(answer);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
