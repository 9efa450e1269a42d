package steward.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import steward.platform.json.Json;

/**
 * What the console asks for, as a test sets it: an answer for a method and a path. The answers to begin with stand in
 * console.json, in the shapes of the real server's.
 */
final class MockConsole {
    /** A request that was not a question. */
    record Call(String method, String path, JsonNode body, String csrf) {}

    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    MockConsole() {
        reset();
    }

    void reset() {
        answers.clear();
        calls.clear();
        beginnings().properties().forEach(entry -> put(entry.getKey(), 200, entry.getValue()));
    }

    private static JsonNode beginnings() {
        try (var file = MockConsole.class.getResourceAsStream("console.json")) {
            return Json.mapper().readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void put(String operation, int status, JsonNode body) {
        answers.put(operation, new Answer(status, body.toString()));
    }

    /** @param operation such as {@code GET api/tasks}; a query is not looked at */
    void answer(String operation, int status, String json) {
        answers.put(operation, new Answer(status, json));
    }

    /** Puts other JSON at a place of an answer. */
    void change(String operation, String pointer, String json) {
        try {
            var body = Json.mapper().readTree(answers.get(operation).body());
            var parent = (ObjectNode) body.at(pointer.substring(0, pointer.lastIndexOf('/')));
            parent.set(
                    pointer.substring(pointer.lastIndexOf('/') + 1),
                    Json.mapper().readTree(json));
            put(operation, 200, body);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** This server knows nothing of the path and of what is below it. */
    void without(String path) {
        answers.keySet()
                .removeIf(operation ->
                        operation.substring(operation.indexOf(' ') + 1).startsWith(path));
    }

    /** From now on nobody is known who shows nothing. */
    void locked() {
        refuse("GET api/auth/me", 401, "missing_api_key", "请登录。");
        refuse("POST api/auth/refresh", 401, "invalid_credentials", "请登录。");
        refuse("GET admin/api/overview", 401, "missing_api_key", "请登录。");
    }

    void refuse(String operation, int status, String code, String detail) {
        answer(operation, status, """
                {"status":%d,"code":"%s","title":"%s","detail":"%s","request_id":"req_7b1"}""".formatted(status, code, detail, detail));
    }

    /** All changes asked for so far. */
    Queue<Call> calls() {
        return calls;
    }

    boolean knows(String method, String path) {
        return answers.containsKey(method + " " + path);
    }

    void answer(HttpExchange exchange, String path) throws IOException {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET")) {
            calls.add(new Call(
                    method, path, body(exchange), exchange.getRequestHeaders().getFirst("X-CSRF-Token")));
        }
        var answer = answers.get(method + " " + path);
        MockBackEnd.send(
                exchange,
                answer.status(),
                answer.status() < 400 ? "application/json" : "application/problem+json",
                answer.status() == 204 ? "" : answer.body());
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return text.startsWith("{")
                ? Json.mapper().readTree(text)
                : Json.mapper().createObjectNode();
    }

    /** Adds to an OpenAPI document the paths that are answered here. */
    String describedIn(String document) throws IOException {
        var described = (ObjectNode) Json.mapper().readTree(document);
        var paths = (ObjectNode) described.get("paths");
        answers.keySet().stream()
                .map(operation -> "/" + operation.substring(operation.indexOf(' ') + 1))
                .filter(path -> !paths.has(path))
                .forEach(paths::putObject);
        return described.toString();
    }
}
