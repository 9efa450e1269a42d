package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import steward.platform.http.ApiPath;

/** What may be asked without a key: the pages, their description, and health; the numbers from this machine itself. */
final class OpenRoutes {
    private static final Set<String> OPEN = Set.of(
            "/api/",
            "/api",
            "/api/about",
            "/api/openapi.json",
            "/api/health",
            "/api/v1/health",
            "/api/v1/monitoring/health",
            "/api/ef/v1/health");
    private static final Set<String> OPEN_LOCALLY = Set.of("/api/metrics", "/api/v1/metrics", "/api/ef/v1/metrics");

    private static final Set<String> FOR_OPERATORS = Set.of("/api/cache/clear");

    private OpenRoutes() {}

    /** Whether only the machine's own users and holders of a key may ask, also where no key is required. */
    static boolean isForOperators(HttpServletRequest request) {
        return FOR_OPERATORS.contains(ApiPath.of(request));
    }

    static boolean isOpen(HttpServletRequest request, boolean local) {
        // as the container understood it: what decides the servlet must decide the right as well
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        var protectedPath = path.startsWith("/api/") || path.startsWith("/v1/");
        return !protectedPath
                || OPEN.contains(path)
                || local && OPEN_LOCALLY.contains(path)
                || request.getMethod().equals("OPTIONS");
    }
}
