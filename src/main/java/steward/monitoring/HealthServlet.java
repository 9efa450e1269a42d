package steward.monitoring;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import steward.platform.http.ApiPath;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Answers every health path that the guides name, in the shape of MicroProfile Health. A servlet because it must be cheap:
 * it sends bytes that were made before. With {@code ?verbose=1} it adds times.
 */
public class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final long OPENING_SECONDS = 2;

    private static final Map<String, HealthReport.Scope> SCOPES = Map.of(
            "/health", HealthReport.Scope.ALL,
            "/health/live", HealthReport.Scope.LIVE,
            "/health/ready", HealthReport.Scope.READY,
            "/health/started", HealthReport.Scope.STARTED,
            "/api/health", HealthReport.Scope.ALL,
            "/api/monitoring/health", HealthReport.Scope.ALL);

    @Inject
    private transient HealthBoard board;

    @Inject
    private transient MonitoringConfig config;

    @Inject
    private transient Clock clock;

    @Inject
    private transient Serving serving;

    @Inject
    private transient ScheduledExecutorService timer;

    /** Made by the container. */
    public HealthServlet() {}

    /** The servlets are being loaded; the server opens their addresses a moment later and does not say when. */
    @Override
    public void init() {
        timer.schedule(serving::begin, OPENING_SECONDS, TimeUnit.SECONDS);
    }

    HealthServlet(HealthBoard board, MonitoringConfig config, Clock clock) {
        this.board = board;
        this.config = config;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var scope = SCOPES.get(ApiPath.of(request));
        if (scope == null || !config.health()) {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
        var head = request.getMethod().equals("HEAD");
        if (!head && !request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET, HEAD");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "GET, HEAD");
        }
        send(
                isVerbose(request)
                        ? board.report().answer(scope, times())
                        : board.report().answer(scope),
                head,
                response);
    }

    private static void send(HealthReport.Answer answer, boolean head, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.status());
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(answer.body().length);
        if (!head) {
            response.getOutputStream().write(answer.body());
        }
    }

    private static boolean isVerbose(HttpServletRequest request) {
        return request.getQueryString() != null && "1".equals(request.getParameter("verbose"));
    }

    private Map<String, String> times() {
        var runtime = ManagementFactory.getRuntimeMXBean();
        var details = new TreeMap<String, String>();
        details.put("time", clock.instant().toString());
        details.put("uptime", Duration.ofMillis(runtime.getUptime()).toString());
        return details;
    }
}
