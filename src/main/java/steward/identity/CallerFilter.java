package steward.identity;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Says who asks, or answers 401. A key comes as {@code Authorization: Bearer} or {@code X-API-Key}. Where no keys are
 * set up, whatever a client sends as a key is ignored, as many clients must send one.
 */
public class CallerFilter implements Filter {
    private static final String BEARER = "bearer ";
    private static final int SHOWN_TAIL = 4;

    @Inject
    private IdentityConfig config;

    @Inject
    private ApiKeys keys;

    /** Made by the container. */
    public CallerFilter() {}

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var caller = caller(request);
        if (OpenRoutes.isForOperators(request) && !caller.known() && !caller.local()) {
            throw new ProblemException(ProblemType.FORBIDDEN);
        }
        caller.attachTo(request);
        chain.doFilter(request, response);
    }

    private Caller caller(HttpServletRequest request) {
        var address = ClientAddress.of(request, config.trustedProxies());
        var local = ClientAddress.isLoopback(address);
        var open = OpenRoutes.isOpen(request, local);
        var key = keys.isEmpty() ? null : key(request);
        if (key == null) {
            if (config.keyRequired() && !open) {
                throw new ProblemException(ProblemType.MISSING_API_KEY);
            }
            return new Caller("ip:" + ClientAddress.network(address), false, local);
        }
        var id = keys.callerOf(key);
        if (id.isPresent()) {
            return new Caller(id.get(), true, local);
        }
        if (open) {
            return new Caller("ip:" + ClientAddress.network(address), false, local);
        }
        throw new ProblemException(ProblemType.INVALID_API_KEY).with("tail", tail(key));
    }

    private static String key(HttpServletRequest request) {
        var authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        return request.getHeader("X-API-Key");
    }

    /** Enough for a person to know the key again, too little to guess it. */
    private static String tail(String key) {
        return key.length() < 3 * SHOWN_TAIL ? "…" : key.substring(key.length() - SHOWN_TAIL);
    }
}
