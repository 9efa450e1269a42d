package steward.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets pages of other origins call the API, where {@code CORS_ORIGINS} names them (Fetch standard, CORS protocol). An
 * origin is compared whole and echoed; credentials are never allowed, so {@code *} is safe for callers with keys.
 */
public class CorsFilter implements Filter {
    private static final String EXPOSED =
            "X-Request-Id, X-Served-By, Server-Timing, Retry-After, X-Steward-Cache, Age, X-Steward-Answer-Mode,"
                    + " X-Steward-Provider, X-Steward-Attempts, X-Steward-Stream, X-RateLimit-Limit, X-RateLimit-Remaining,"
                    + " X-RateLimit-Reset";

    @Inject
    private HttpConfig config;

    /** Made by the container. */
    public CorsFilter() {}

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        var origin = request.getHeader("Origin");
        if (origin == null || !isAllowed(origin)) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Access-Control-Allow-Origin", config.corsOrigins().contains("*") ? "*" : origin);
        response.addHeader("Vary", "Origin");
        response.setHeader("Access-Control-Expose-Headers", EXPOSED);
        if (isPreflight(request)) {
            allowMethodsAndHeaders(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isAllowed(String origin) {
        return config.corsOrigins().contains("*") || config.corsOrigins().contains(origin);
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static void allowMethodsAndHeaders(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        var headers = request.getHeader("Access-Control-Request-Headers");
        if (headers != null) {
            response.setHeader("Access-Control-Allow-Headers", headers);
        }
        response.setHeader("Access-Control-Max-Age", "600");
    }
}
