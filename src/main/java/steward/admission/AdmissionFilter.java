package steward.admission;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import steward.identity.Caller;
import steward.identity.Limits;
import steward.platform.http.ApiPath;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Counts the requests of each client and refuses those above the limit (429), before their body is read. Every counted
 * request is answered with what is left, in the two customary spellings: {@code X-RateLimit-*} with whole seconds, and
 * OpenAI's {@code x-ratelimit-*-requests} with a duration.
 */
public class AdmissionFilter implements Filter {
    @Inject
    private AdmissionConfig config;

    @Inject
    private RateLimiter limiter;

    /** Made by the container. */
    public AdmissionFilter() {}

    AdmissionFilter(AdmissionConfig config, RateLimiter limiter) {
        this.config = config;
        this.limiter = limiter;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        if (config.rateLimited() && LimitedRoutes.include(request.getMethod(), ApiPath.of(request))) {
            count(request, (HttpServletResponse) servletResponse);
        }
        chain.doFilter(servletRequest, servletResponse);
    }

    private void count(HttpServletRequest request, HttpServletResponse response) {
        var decision = take(Caller.of(request).limits());
        tell(decision, response);
        if (!decision.allowed()) {
            throw new ProblemException(ProblemType.RATE_LIMIT_EXCEEDED)
                    .with("limit", decision.limit())
                    .retryAfter(decision.retryAfter());
        }
    }

    /** Counts on every level that has a limit; the one that has least left is told. */
    private Decision take(Limits limits) {
        var own = limits.levels().get(0);
        var tightest = own.rpm() == null ? limiter.take(own.owner()) : limiter.take(own.owner(), own.rpm());
        for (var level : limits.levels().subList(1, limits.levels().size())) {
            if (tightest.allowed() && level.rpm() != null) {
                var decision = limiter.take(level.owner(), level.rpm());
                tightest = decision.allowed() && decision.remaining() >= tightest.remaining() ? tightest : decision;
            }
        }
        return tightest;
    }

    private static void tell(Decision decision, HttpServletResponse response) {
        var limit = Integer.toString(decision.limit());
        var remaining = Integer.toString(decision.remaining());
        var reset = Long.toString(wholeSeconds(decision.resetAfter()));
        response.setHeader("X-RateLimit-Limit", limit);
        response.setHeader("X-RateLimit-Remaining", remaining);
        response.setHeader("X-RateLimit-Reset", reset);
        response.setHeader("x-ratelimit-limit-requests", limit);
        response.setHeader("x-ratelimit-remaining-requests", remaining);
        response.setHeader("x-ratelimit-reset-requests", reset + 's');
    }

    private static long wholeSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
