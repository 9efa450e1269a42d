package steward.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The addresses that numbers are kept for: a closed list, so that no client can make series by asking for what does not
 * exist. An id in an address is {@code {id}}, files of the pages are {@code static}, everything else is {@code other}.
 */
final class RouteLabel {
    static final String OTHER = "other";
    static final String STATIC = "static";

    private static final Set<String> EXACT = Set.of(
            "/",
            "/admin",
            "/admin/api/instances",
            "/admin/api/config",
            "/admin/api/overview",
            "/api",
            "/api/about",
            "/api/cache/clear",
            "/api/chat",
            "/api/conversations",
            "/api/knowledge/add",
            "/api/knowledge/collections",
            "/api/knowledge/documents",
            "/api/knowledge/sample",
            "/api/knowledge/search",
            "/api/knowledge/stats",
            "/api/knowledge/upload",
            "/api/metrics",
            "/api/openapi.json",
            "/health",
            "/health/live",
            "/health/ready",
            "/health/started",
            "/metrics",
            "/openapi",
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/embeddings",
            "/v1/models",
            "/v1/responses");

    /** Everything below these is one label. */
    private static final Map<String, String> BELOW = Map.of(
            "/admin/api/instances/", "/admin/api/instances/{id}",
            "/api/conversations/", "/api/conversations/{id}",
            "/api/knowledge/collections/", "/api/knowledge/collections/{id}",
            "/api/knowledge/documents/", "/api/knowledge/documents/{id}",
            "/v1/models/", "/v1/models/{id}",
            "/models/", "/v1/models/{id}",
            "/downloads/", STATIC);

    private static final Map<String, String> SAME = Map.of(
            "/index.html", "/",
            "/chat/completions", "/v1/chat/completions",
            "/completions", "/v1/completions",
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
        var same = SAME.get(path);
        return same != null ? same : below(path);
    }

    /** Every label there is. */
    static Set<String> all() {
        var all = new TreeSet<>(EXACT);
        all.addAll(BELOW.values());
        all.add(STATIC);
        all.add(OTHER);
        return all;
    }

    private static String below(String path) {
        for (var entry : BELOW.entrySet()) {
            if (path.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return FILES.contains(path.substring(path.lastIndexOf('.') + 1)) ? STATIC : OTHER;
    }
}
