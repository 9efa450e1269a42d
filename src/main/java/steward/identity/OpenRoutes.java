package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import steward.platform.http.ApiPath;

/** What may be asked without a key: the pages, their description, and health; the numbers from this machine itself. */
final class OpenRoutes {
    private static final Set<String> OPEN =
            Set.of("/api", "/api/about", "/api/openapi.json", "/api/health", "/api/monitoring/health");
    private static final Set<String> OPEN_LOCALLY = Set.of("/api/metrics");
    /** OpenAI's paths without the version, for clients whose base is the bare host. */
    private static final Set<String> BARE = Set.of("/chat/completions", "/completions", "/embeddings", "/models");

    private static final Set<String> FOR_OPERATORS = Set.of("/api/cache/clear");
    private static final Set<String> FOR_OPERATORS_BELOW = Set.of("/api/queues", "/api/schedules");

    private OpenRoutes() {}

    /** Whether only the machine's own users and holders of a key may ask, also where no key is required. */
    static boolean isForOperators(HttpServletRequest request) {
        var path = ApiPath.of(request);
        return FOR_OPERATORS.contains(path) || FOR_OPERATORS_BELOW.stream().anyMatch(prefix -> isBelow(path, prefix));
    }

    private static boolean isBelow(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    static boolean isOpen(HttpServletRequest request, boolean local) {
        var path = ApiPath.of(request);
        return !isProtected(path)
                || OPEN.contains(path)
                || local && OPEN_LOCALLY.contains(path)
                || request.getMethod().equals("OPTIONS");
    }

    private static boolean isProtected(String path) {
        return path.equals("/api")
                || path.startsWith("/api/")
                || path.equals("/v1")
                || path.startsWith("/v1/")
                || BARE.contains(path)
                || path.startsWith("/models/");
    }
}
