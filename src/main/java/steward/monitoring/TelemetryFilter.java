package steward.monitoring;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import steward.admission.LimitedRoutes;
import steward.identity.Caller;
import steward.platform.http.ApiPath;
import steward.platform.http.ProblemResponse;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Counts and times every request to the end of its answer, which for a stream is the end of the stream, and writes the
 * access log. Also hides the server's {@code /metrics} where numbers are turned off.
 */
public class TelemetryFilter implements Filter {
    private static final Logger ACCESS = Logger.getLogger("steward.access");

    /** Asked all the time by machines; of interest only to who looks for it. */
    private static final Set<String> QUIET =
            Set.of("/health", "/health/live", "/health/ready", "/health/started", "/metrics", RouteLabel.STATIC);

    private final LongSupplier nanoTime;

    @Inject
    private RequestNumbers numbers;

    @Inject
    private MonitoringConfig config;

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
        var passage = new Passage(request, response);
        try {
            if (config.metrics() || !passage.route.equals("/metrics")) {
                chain.doFilter(request, response);
            } else {
                ProblemResponse.send(request, response, unknown(request));
            }
            passage.leave(request);
        } catch (IOException | ServletException | RuntimeException failure) {
            passage.end(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            throw failure;
        }
    }

    private static ProblemException unknown(HttpServletRequest request) {
        return new ProblemException(ProblemType.UNKNOWN_URL)
                .with("method", request.getMethod())
                .with("path", request.getRequestURI());
    }

    /** One request on its way; ends once, on whatever thread. */
    private final class Passage implements AsyncListener {
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final String method;
        private final String path;
        private final String route;
        private final boolean limited;
        private final long began = nanoTime.getAsLong();
        private final AtomicBoolean ended = new AtomicBoolean();

        Passage(HttpServletRequest request, HttpServletResponse response) {
            var address = ApiPath.of(request);
            this.request = request;
            this.response = response;
            this.method = request.getMethod();
            this.path = request.getRequestURI();
            this.route = RouteLabel.of(address);
            this.limited = LimitedRoutes.include(method, address);
            numbers.began(limited);
        }

        void leave(HttpServletRequest left) {
            if (left.isAsyncStarted()) {
                try {
                    left.getAsyncContext().addListener(this);
                    return;
                } catch (IllegalStateException completedMeanwhile) {
                    // then this is the end
                }
            }
            end(response.getStatus());
        }

        void end(int status) {
            if (ended.compareAndSet(false, true)) {
                var nanos = nanoTime.getAsLong() - began;
                numbers.ended(route, method, status, limited, nanos);
                log(status, nanos);
            }
        }

        private void log(int status, long nanos) {
            var level = QUIET.contains(route) ? Level.FINE : Level.INFO;
            if (ACCESS.isLoggable(level)) {
                var entry = new LogRecord(level, "request");
                entry.setLoggerName(ACCESS.getName());
                entry.setParameters(new Object[] {line(status, nanos)});
                ACCESS.log(entry);
            }
        }

        private AccessLine line(int status, long nanos) {
            var caller = Caller.of(request);
            var context = RequestContext.of(request);
            var length = response.getHeader("Content-Length");
            return new AccessLine(
                    method,
                    route,
                    path,
                    status,
                    Math.round(nanos / 1e3) / 1e3,
                    length == null ? null : Long.valueOf(length),
                    caller == null ? null : caller.id(),
                    context == null ? null : context.id(),
                    response.getHeader("X-Steward-Cache"));
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end(response.getStatus());
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onError(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
