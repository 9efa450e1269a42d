package steward.monitoring;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import steward.admission.LimitedRoutes;
import steward.identity.Caller;
import steward.platform.http.ApiPath;
import steward.platform.http.RequestContext;

/** One request on its way to the end of its answer, which it reaches once, on whatever thread. */
final class Passage implements AsyncListener {
    private static final Logger ACCESS = Logger.getLogger("steward.access");

    /** Asked all the time by machines; of interest only to who looks for it. */
    static final Set<String> QUIET =
            Set.of("/health", "/health/live", "/health/ready", "/health/started", "/metrics", RouteLabel.STATIC);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final RequestNumbers numbers;
    private final LongSupplier nanoTime;
    private final String method;
    private final String path;
    private final String route;
    private final boolean limited;
    private final long began;
    private final AtomicBoolean ended = new AtomicBoolean();

    Passage(HttpServletRequest request, HttpServletResponse response, RequestNumbers numbers, LongSupplier nanoTime) {
        var address = ApiPath.of(request);
        this.request = request;
        this.response = response;
        this.numbers = numbers;
        this.nanoTime = nanoTime;
        this.method = request.getMethod();
        this.path = request.getRequestURI();
        this.route = RouteLabel.of(address);
        this.limited = LimitedRoutes.include(method, address);
        this.began = nanoTime.getAsLong();
        numbers.began(limited);
    }

    String route() {
        return route;
    }

    /** The filters have returned; the answer has ended too, unless it goes on without them. */
    void leaveFilters() {
        if (!request.isAsyncStarted()) {
            end();
            return;
        }
        try {
            request.getAsyncContext().addListener(this);
        } catch (IllegalStateException completedMeanwhile) {
            end();
        }
    }

    void end() {
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
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // the container answers and then completes
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
