package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import steward.identity.Access.Kind;
import steward.platform.http.ApiPath;

import static steward.identity.Role.ADMIN;
import static steward.identity.Role.OPERATOR;
import static steward.identity.Scope.CHAT;
import static steward.identity.Scope.KB;
import static steward.identity.Scope.OPS;
import static steward.identity.Scope.SEARCH;
import static steward.identity.Scope.TASKS;

/**
 * Who may call what: the one declaration, by method and path. Every route of the API stands here; one that does not is not
 * found (404), so that a route that was forgotten is closed and not open. Paths are those of {@link ApiPath}: {@code /api}
 * stands for its other prefixes as well. {@code HEAD} is asked as {@code GET}. Immutable.
 */
final class AccessTable {
    private static final Access OPEN_TO_ALL = new Access(Kind.OPEN, null, null);
    private static final Access WITH_KEY = new Access(Kind.KEY, null, null);
    private static final Access WITH_CHAT = new Access(Kind.SCOPE, CHAT, null);

    private static final AccessTable ROUTES = new AccessTable()
            // pages, their description, health
            .open("GET", "/api")
            .open("GET", "/api/about")
            .open("GET", "/api/openapi.json")
            .open("GET", "/api/health")
            .open("GET", "/api/monitoring/health")
            .openLocally(OPS, "GET", "/api/metrics")
            // who asks
            .open("POST", "/api/auth/login")
            .open("POST", "/api/login/access-token")
            .open("POST", "/api/auth/refresh")
            .open("POST", "/api/auth/logout")
            .open("POST", "/api/auth/setup")
            .open("GET", "/api/auth/oidc/start")
            .open("GET", "/api/auth/oidc/callback")
            .user("GET", "/api/auth/me")
            .account("PUT", "/api/auth/password")
            .account("POST", "/api/auth/confirm")
            .account("GET", "/api/auth/sessions")
            .account("DELETE", "/api/auth/sessions")
            .account("DELETE", "/api/auth/sessions/{id}")
            .account("GET", "/api/keys")
            .account("POST", "/api/keys")
            .account("GET", "/api/keys/{id}")
            .account("PATCH", "/api/keys/{id}")
            .account("DELETE", "/api/keys/{id}")
            .account("POST", "/api/keys/{id}/rotate")
            .role(ADMIN, "GET", "/api/users")
            .role(ADMIN, "POST", "/api/users")
            .role(ADMIN, "GET", "/api/users/{id}")
            .role(ADMIN, "PATCH", "/api/users/{id}")
            .role(ADMIN, "DELETE", "/api/users/{id}")
            .role(ADMIN, "DELETE", "/api/users/{id}/sessions")
            .role(ADMIN, "GET", "/api/teams")
            .role(ADMIN, "POST", "/api/teams")
            .role(ADMIN, "GET", "/api/teams/{id}")
            .role(ADMIN, "PATCH", "/api/teams/{id}")
            .role(ADMIN, "DELETE", "/api/teams/{id}")
            .role(ADMIN, "GET", "/api/teams/{id}/members")
            .role(ADMIN, "PUT", "/api/teams/{id}/members/{user}")
            .role(ADMIN, "DELETE", "/api/teams/{id}/members/{user}")
            .role(ADMIN, "GET", "/api/organisations")
            .role(ADMIN, "POST", "/api/organisations")
            // questions and conversations
            .scope(CHAT, "POST", "/api/chat")
            .scope(CHAT, "GET", "/api/conversations")
            .scope(CHAT, "POST", "/api/conversations")
            .scope(CHAT, "GET", "/api/conversations/{id}")
            .scope(CHAT, "PATCH", "/api/conversations/{id}")
            .scope(CHAT, "DELETE", "/api/conversations/{id}")
            .scope(CHAT, "GET", "/api/conversations/{id}/messages")
            .scope(CHAT, "GET", "/api/conversations/{id}/export")
            // the knowledge base
            .scope(SEARCH, "GET", "/api/knowledge/search")
            .scope(KB, "POST", "/api/knowledge/add")
            .scope(KB, "POST", "/api/knowledge/upload")
            .scope(KB, "GET", "/api/knowledge/upload/{task}")
            .scope(KB, "POST", "/api/knowledge/upload/{task}/retry")
            .scope(SEARCH, "GET", "/api/knowledge/stats")
            .role(OPERATOR, "POST", "/api/knowledge/reindex")
            .scope(KB, "POST", "/api/knowledge/sample")
            .scope(KB, "DELETE", "/api/knowledge/sample")
            .scope(SEARCH, "GET", "/api/knowledge/documents")
            .scope(SEARCH, "GET", "/api/knowledge/documents/{id}")
            .scope(KB, "PUT", "/api/knowledge/documents/{id}")
            .scope(KB, "PATCH", "/api/knowledge/documents/{id}")
            .scope(KB, "DELETE", "/api/knowledge/documents/{id}")
            .scope(SEARCH, "GET", "/api/knowledge/documents/{id}/content")
            .scope(SEARCH, "GET", "/api/knowledge/documents/{id}/chunks")
            .scope(SEARCH, "GET", "/api/knowledge/collections")
            .scope(KB, "POST", "/api/knowledge/collections")
            .scope(SEARCH, "GET", "/api/knowledge/collections/{id}")
            .scope(KB, "PUT", "/api/knowledge/collections/{id}")
            .scope(KB, "DELETE", "/api/knowledge/collections/{id}")
            // tasks, everybody's own
            .scope(TASKS, "GET", "/api/tasks")
            .scope(TASKS, "POST", "/api/tasks")
            .scope(TASKS, "POST", "/api/tasks/batch")
            .scope(TASKS, "GET", "/api/tasks/callback-key")
            .scope(TASKS, "POST", "/api/tasks/dead/replay")
            .scope(TASKS, "GET", "/api/tasks/{id}")
            .scope(TASKS, "GET", "/api/tasks/{id}/result")
            .scope(TASKS, "GET", "/api/tasks/{id}/events")
            .scope(TASKS, "POST", "/api/tasks/{id}/cancel")
            .scope(TASKS, "POST", "/api/tasks/{id}/retry")
            .role(OPERATOR, "GET", "/api/queues")
            .role(OPERATOR, "POST", "/api/queues/{queue}/pause")
            .role(OPERATOR, "POST", "/api/queues/{queue}/resume")
            .role(OPERATOR, "POST", "/api/queues/{queue}/purge")
            // money
            .add("GET", "/api/usage", WITH_KEY)
            .add("GET", "/api/usage/budgets", WITH_KEY)
            .role(OPERATOR, "GET", "/api/ledger")
            .role(OPERATOR, "GET", "/api/ledger/balance")
            .role(ADMIN, "GET", "/api/budgets")
            .role(ADMIN, "GET", "/api/budgets/{account}")
            .role(ADMIN, "PUT", "/api/budgets/{account}")
            .role(ADMIN, "DELETE", "/api/budgets/{account}")
            // what was done
            .role(ADMIN, "GET", "/admin/api/audit")
            .role(ADMIN, "GET", "/admin/api/audit/export")
            .role(ADMIN, "GET", "/admin/api/audit/verify")
            // live events; each topic asks for more
            .add("GET", "/api/events", WITH_KEY)
            // schedules
            .role(OPERATOR, "GET", "/api/schedules")
            .role(OPERATOR, "POST", "/api/schedules")
            .role(OPERATOR, "POST", "/api/schedules/preview")
            .role(OPERATOR, "GET", "/api/schedules/{id}")
            .role(OPERATOR, "PUT", "/api/schedules/{id}")
            .role(OPERATOR, "DELETE", "/api/schedules/{id}")
            .role(OPERATOR, "POST", "/api/schedules/{id}/run")
            .role(OPERATOR, "GET", "/api/schedules/{id}/runs")
            .role(ADMIN, "GET", "/api/knowledge/collections/{id}/access")
            .role(ADMIN, "PUT", "/api/knowledge/collections/{id}/access")
            // OpenAI's API
            .scope(CHAT, "POST", "/v1/chat/completions")
            .scope(CHAT, "POST", "/v1/completions")
            .scope(CHAT, "POST", "/v1/responses")
            .scope(CHAT, "POST", "/v1/embeddings")
            .scope(CHAT, "GET", "/v1/models")
            .scope(CHAT, "GET", "/v1/models/{id}")
            .scope(CHAT, "GET", "/v1/streams/{id}")
            .scope(CHAT, "DELETE", "/v1/streams/{id}")
            // administration
            .role(OPERATOR, "POST", "/api/cache/clear")
            // a machine's own scripts drain its instances
            .openLocally(OPS, "GET", "/admin/api/instances")
            .openLocally(OPS, "POST", "/admin/api/instances/{id}/drain")
            .role(OPERATOR, "GET", "/admin/api/logs/level")
            .role(ADMIN, "PUT", "/admin/api/logs/level")
            .role(ADMIN, "DELETE", "/admin/api/logs/level")
            .role(ADMIN, "GET", "/admin/api/backups")
            .role(ADMIN, "POST", "/admin/api/backups")
            .openLocally(OPS, "POST", "/admin/api/backups/copy")
            .role(ADMIN, "POST", "/admin/api/backups/{id}/verify")
            .role(OPERATOR, "GET", "/admin/api/overview")
            .role(OPERATOR, "GET", "/admin/api/config");

    private final Node root = new Node();
    private final Map<String, Access> declared = new LinkedHashMap<>();

    private AccessTable() {}

    /** What is asked of who calls this; empty where there is no such route. */
    static Optional<Access> of(HttpServletRequest request) {
        return of(request.getMethod(), ApiPath.of(request));
    }

    static Optional<Access> of(String method, String path) {
        if (method.equals("OPTIONS") || !isApi(path)) {
            return Optional.of(OPEN_TO_ALL);
        }
        // all of OpenAI's API is for the one scope; what does not exist is told in its own words by its servlet
        return ROUTES.find(method, path).or(() -> isOpenAi(path) ? Optional.of(WITH_CHAT) : Optional.empty());
    }

    /** Every line, as {@code "GET /api/about"} and what it asks for. */
    static Map<String, Access> declared() {
        return Map.copyOf(ROUTES.declared);
    }

    /** The declared address of a path, such as {@code /api/keys/{id}}. */
    static Optional<String> route(String path) {
        return Optional.ofNullable(ROUTES.node(path)).map(node -> node.route);
    }

    static Set<String> routes() {
        return ROUTES.declared.keySet().stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isApi(String path) {
        return isBelow(path, "/api") || isBelow(path, "/admin/api") || isOpenAi(path);
    }

    private static boolean isBelow(String path, String folder) {
        return path.startsWith(folder) && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
    }

    /** With the version, and without it for clients whose base is the bare host. */
    private static boolean isOpenAi(String path) {
        return isBelow(path, "/v1")
                || path.equals("/chat/completions")
                || path.equals("/completions")
                || path.equals("/responses")
                || path.equals("/embeddings")
                || isBelow(path, "/models");
    }

    private Optional<Access> find(String method, String path) {
        return Optional.ofNullable(node(path)).map(node -> node.access(method));
    }

    /** Null where nothing is declared. */
    private Node node(String path) {
        var node = root;
        for (var begin = 1; node != null && begin <= path.length(); ) {
            var end = path.indexOf('/', begin);
            node = node.below(path.substring(begin, end < 0 ? path.length() : end));
            begin = end < 0 ? path.length() + 1 : end + 1;
        }
        return node == null || node.route == null ? null : node;
    }

    private AccessTable open(String method, String path) {
        return add(method, path, OPEN_TO_ALL);
    }

    private AccessTable openLocally(Scope scope, String method, String path) {
        return add(method, path, new Access(Kind.OPEN_LOCALLY, scope, null));
    }

    private AccessTable scope(Scope scope, String method, String path) {
        return add(method, path, new Access(Kind.SCOPE, scope, null));
    }

    private AccessTable user(String method, String path) {
        return add(method, path, new Access(Kind.USER, null, null));
    }

    private AccessTable account(String method, String path) {
        return add(method, path, new Access(Kind.ACCOUNT, null, null));
    }

    private AccessTable role(Role role, String method, String path) {
        return add(method, path, new Access(Kind.ROLE, null, role));
    }

    private AccessTable add(String method, String path, Access access) {
        var node = root;
        for (var segment : path.substring(1).split("/")) {
            node = node.make(segment);
        }
        node.route = path;
        node.methods.put(method, access);
        declared.put(method + " " + path, access);
        return this;
    }

    /** A place in the tree of paths. Written while the class is loaded, then only read. */
    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private final Map<String, Access> methods = new LinkedHashMap<>();
        private Node any;
        private String route;

        Node make(String segment) {
            if (!segment.startsWith("{")) {
                return children.computeIfAbsent(segment, name -> new Node());
            }
            any = any == null ? new Node() : any;
            return any;
        }

        Node below(String segment) {
            var named = children.get(segment);
            return named == null ? any : named;
        }

        /** A method that does not exist is refused by the servlet (405), once it is known who asks. */
        Access access(String method) {
            var access = methods.get(method.equals("HEAD") ? "GET" : method);
            return access == null ? methods.containsValue(OPEN_TO_ALL) ? OPEN_TO_ALL : WITH_KEY : access;
        }
    }
}
