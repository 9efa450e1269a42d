package steward.monitoring;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.LongSupplier;
import steward.platform.http.ProblemResponse;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Counts and times every request to the end of its answer, which for a stream is the end of the stream, and writes the
 * access log. Also hides the server's {@code /metrics} where numbers are turned off.
 */
public class TelemetryFilter implements Filter {
    private final LongSupplier nanoTime;

    @Inject
    private RequestNumbers numbers;

    @Inject
    private MonitoringConfig config;

    @Inject
    private Conditions conditions;

    /** Made by the container. */
    public TelemetryFilter() {
        this.nanoTime = System::nanoTime;
    }

    TelemetryFilter(RequestNumbers numbers, MonitoringConfig config, LongSupplier nanoTime) {
        this.numbers = numbers;
        this.config = config;
        this.nanoTime = nanoTime;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        var passage = new Passage(request, response, numbers, nanoTime);
        if (conditions != null && conditions.isDraining()) {
            // a proxy's kept connection is not used again, so that none is in use when this instance ends
            response.setHeader("Connection", "close");
        }
        try {
            if (config.metrics() || !passage.route().equals("/metrics")) {
                chain.doFilter(new WatchedRequest(request, passage), response);
            } else {
                ProblemResponse.send(request, response, unknown(request));
            }
        } catch (IOException | ServletException | RuntimeException failure) {
            passage.end(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            throw failure;
        }
        passage.leaveFilters();
    }

    private static ProblemException unknown(HttpServletRequest request) {
        return new ProblemException(ProblemType.UNKNOWN_URL)
                .with("method", request.getMethod())
                .with("path", request.getRequestURI());
    }
}
