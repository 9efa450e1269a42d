package steward.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import steward.identity.ApiRoutes;

/**
 * The addresses that numbers are kept for: a closed list, so that no client can make series by asking for what does not
 * exist. An id in an address is {@code {id}}, files of the pages are {@code static}, everything else is {@code other}.
 */
final class RouteLabel {
    static final String OTHER = "other";
    static final String STATIC = "static";

    /** What is not declared with the API. */
    private static final Set<String> EXACT = Set.of(
            "/",
            "/admin",
            "/health",
            "/health/live",
            "/health/ready",
            "/health/started",
            "/metrics",
            "/openapi",
            "/ws");

    private static final String DOWNLOADS = "/downloads/";

    private static final Map<String, String> SAME = Map.of(
            "/index.html", "/",
            "/chat/completions", "/v1/chat/completions",
            "/completions", "/v1/completions",
            "/responses", "/v1/responses",
            "/embeddings", "/v1/embeddings",
            "/models", "/v1/models",
            "/api/health", "/health",
            "/api/monitoring/health", "/health");

    private static final Set<String> FILES =
            Set.of("css", "html", "ico", "js", "json", "map", "md", "mjs", "png", "svg", "txt", "webmanifest", "woff2");

    private RouteLabel() {}

    /** @param path as {@link steward.platform.http.ApiPath} gives it */
    static String of(String path) {
        if (EXACT.contains(path)) {
            return path;
        }
        var address = SAME.getOrDefault(path, path.startsWith("/models/") ? "/v1" + path : path);
        return EXACT.contains(address) ? address : ApiRoutes.of(address).orElseGet(() -> file(address));
    }

    /** Every label there is. */
    static Set<String> all() {
        var all = new TreeSet<>(EXACT);
        all.addAll(ApiRoutes.all());
        all.removeAll(SAME.keySet());
        all.add(STATIC);
        all.add(OTHER);
        return all;
    }

    private static String file(String path) {
        return path.startsWith(DOWNLOADS) || FILES.contains(path.substring(path.lastIndexOf('.') + 1)) ? STATIC : OTHER;
    }
}
