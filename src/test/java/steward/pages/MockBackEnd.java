package steward.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import steward.platform.http.ContentSecurityPolicy;
import steward.platform.json.Json;

/**
 * The pages as the WAR serves them, before a back end that answers as a test tells it to. Serves the working tree, so a
 * change is seen at the next reload. Run {@link #main} to look at the pages by hand.
 */
final class MockBackEnd implements AutoCloseable {
    private static final List<Path> ROOTS = List.of(Path.of("src/main/webapp"), Path.of("target/pages"));
    private static final Map<String, String> PAGES =
            Map.of("", "index.html", "api/", "api-page/index.html", "admin/", "console-page/index.html");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String contextRoot;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<JsonNode> questions = new ConcurrentLinkedQueue<>();
    private final MockKnowledge knowledge = new MockKnowledge();
    private final MockConsole console = new MockConsole();
    private volatile String about = extractive();

    /** @param contextRoot with a slash at both ends */
    MockBackEnd(int port, String contextRoot) throws IOException {
        this.contextRoot = contextRoot;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + contextRoot);
    }

    MockKnowledge knowledge() {
        return knowledge;
    }

    MockConsole console() {
        return console;
    }

    /** The next question gets this reply; without one, what the knowledge says. */
    void next(Reply reply) {
        replies.add(reply);
    }

    /** What {@code GET /api/about} says. */
    void about(String json) {
        about = json;
    }

    /** Method, path, Authorization and CSRF token of each request so far. */
    Queue<String> requests() {
        return requests;
    }

    /** The bodies of the chat requests so far. */
    Queue<JsonNode> questions() {
        return questions;
    }

    /** Forgets what a test did. */
    void reset() {
        replies.clear();
        requests.clear();
        questions.clear();
        knowledge.reset();
        console.reset();
        about = extractive();
    }

    static String extractive() {
        return """
                {"version":"1.0","server_id":"mock","mode":"extractive","models":[],"auth_required":false}""";
    }

    static String models(String... names) {
        var list = Stream.of(names).map(name -> '"' + name + '"').collect(Collectors.joining(","));
        return """
                {"version":"1.0","server_id":"mock","mode":"model","model":"%s","models":[%s],
                 "auth_required":false}""".formatted(names[0], list);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("X-CSRF-Token"));
            if (!path.startsWith(contextRoot)) {
                send(exchange, 404, "text/plain", "outside of " + contextRoot);
                return;
            }
            route(exchange, path.substring(contextRoot.length()));
        }
    }

    private void route(HttpExchange exchange, String path) throws IOException {
        if (path.equals("api/chat")) {
            chat(exchange);
        } else if (path.equals("api/about")) {
            send(exchange, 200, "application/json", about);
        } else if (console.knows(exchange.getRequestMethod(), path)) {
            console.answer(exchange, path);
        } else if (path.startsWith("api/knowledge/") || path.startsWith("api/conversations")) {
            knowledge.answer(exchange, path.substring("api/".length()), query(exchange));
        } else if (path.equals("api/openapi.json")) {
            send(exchange, 200, "application/json", console.describedIn(knowledge.openApi()));
        } else {
            file(exchange, PAGES.getOrDefault(path, path));
        }
    }

    private void chat(HttpExchange exchange) throws IOException {
        var question = Json.mapper().readTree(exchange.getRequestBody());
        questions.add(question);
        var reply = replies.poll();
        (reply == null ? knowledge.reply(question.path("message").asText()) : reply).send(exchange);
    }

    private static void file(HttpExchange exchange, String path) throws IOException {
        for (var root : ROOTS) {
            var file = root.resolve(path).normalize();
            if (file.startsWith(root) && Files.isRegularFile(file)) {
                exchange.getResponseHeaders().set("Content-Security-Policy", ContentSecurityPolicy.header());
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                send(exchange, 200, typeOf(path), Files.readAllBytes(file));
                return;
            }
        }
        send(exchange, 404, "text/plain", "no file " + path);
    }

    private static String typeOf(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        send(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = exchange.getRequestURI().getRawQuery();
        return Stream.of(query == null ? new String[0] : query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Serves at the given port (18400) until stopped; "model" as second argument leaves the extractive mode. */
    public static void main(String[] arguments) throws IOException {
        var backEnd = new MockBackEnd(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 18400, "/");
        if (arguments.length > 1) {
            backEnd.about(models("deepseek-chat", "qwen2.5:7b"));
        }
        System.out.println(backEnd.base());
    }
}
