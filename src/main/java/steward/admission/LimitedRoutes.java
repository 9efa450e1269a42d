package steward.admission;

/**
 * The requests that cost something and so are counted: questions to the assistant and to the OpenAI-compatible API, search,
 * new documents and tasks. Health, metrics, pages and the rest never use up a limit.
 */
public final class LimitedRoutes {
    private LimitedRoutes() {}

    /**
     * Whether such a request counts.
     *
     * @param path as {@link steward.platform.http.ApiPath} gives it
     */
    public static boolean include(String method, String path) {
        return switch (path) {
            case "/api/chat", "/api/knowledge/add", "/api/knowledge/upload", "/api/tasks", "/api/tasks/batch" ->
                method.equals("POST");
            // OpenAI's addresses without the version, for clients whose base is the bare host
            case "/chat/completions", "/completions", "/responses", "/embeddings" -> method.equals("POST");
            case "/api/knowledge/search" -> method.equals("GET") || method.equals("POST") || method.equals("HEAD");
            case "/api/auth/oidc/start", "/api/auth/oidc/callback" -> method.equals("GET");
            default -> path.startsWith("/v1/") && method.equals("POST");
        };
    }
}
