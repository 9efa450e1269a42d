package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.deploy.Nginx;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** {@code /ws} and {@code /api/events} through the shipped files, and through a proxy that lets no WebSocket pass. */
class SocketsBehindNginxIT {
    @TempDir
    private static Path folder;

    private static Nginx nginx;
    private static Nginx closed;

    @BeforeAll
    static void start() {
        nginx = Nginx.start(folder.resolve("shipped"), List.of("127.0.0.1:" + Stubbed.INSTANCE.port()), Map.of());
        closed = Nginx.plain(folder.resolve("closed"), nginx.port());
    }

    @AfterAll
    static void stop() {
        if (closed != null) {
            closed.close();
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    @Test
    void withUpgradeASocketPassesTheShippedFiles() {
        try (var socket = LiveSocket.open(URI.create(nginx.uri("/ws")), List.of())) {
            assertThat(socket.await("ready").path("server_id").asText()).isEqualTo("stubbed");
            socket.say("{\"type\":\"chat\",\"id\":\"q\",\"message\":\"" + UUID.randomUUID() + "\"}");
            assertThat(socket.await("done").path("id").asText()).isEqualTo("q");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h2c"})
    void withoutUpgradeItIsSaidWhatIsMissingAndWhereElseEventsAre(String upgrade) throws Exception {
        for (var way : List.of(nginx, closed)) {
            var told = json(get(way.uri("/ws"), "Accept-Language", "en"));
            assertThat(told.path("status").asInt()).isEqualTo(426);
            assertThat(told.path("code").asText()).isEqualTo("upgrade_required");
            assertThat(told.path("fix").asText()).contains("/api/events");
        }
        try (var socket = new Socket("127.0.0.1", Stubbed.INSTANCE.port())) {
            // Java's client sends no such header
            var wish = upgrade.isEmpty() ? "" : "Connection: Upgrade\r\nUpgrade: " + upgrade + "\r\n";
            socket.setSoTimeout(10_000); // an idle connection would be kept for longer
            socket.getOutputStream()
                    .write(("GET /ws HTTP/1.1\r\nHost: x\r\n" + wish + "\r\n").getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(answer.get(0)).startsWith("HTTP/1.1 426 ");
            assertThat(answer).contains("Upgrade: websocket").last().asString().endsWith("}");
        }
    }

    @Test
    void whereNoWebSocketPassesEventsArriveOneByOneAllTheSame() throws Exception {
        var refused = catchThrowableOfType(
                CompletionException.class, () -> LiveSocket.open(URI.create(closed.uri("/ws")), List.of()));
        assertThat(((WebSocketHandshakeException) refused.getCause())
                        .getResponse()
                        .statusCode())
                .isEqualTo(426);

        var task = json(post(
                        closed.uri("/api/tasks"),
                        "{\"type\":\"chat.complete\",\"delay_s\":2,\"payload\":{\"model\":\"stub\",\"prompt\":\""
                                + UUID.randomUUID() + "\"}}"))
                .path("id")
                .asText();
        var events = Instance.client()
                .send(
                        HttpRequest.newBuilder(URI.create(closed.uri("/api/events?topics=task:" + task)))
                                .build(),
                        BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            // the stream has no end: what is read has not been held back
            var end = CompletableFuture.supplyAsync(() -> lines.lines()
                            .filter(line -> line.contains(task) && line.contains("succeeded"))
                            .findFirst())
                    .orTimeout(30, TimeUnit.SECONDS);
            assertThat(end.join()).isPresent();
        }
    }

    private static HttpResponse<String> get(String uri, String... headers) throws Exception {
        return Instance.client()
                .send(HttpRequest.newBuilder(URI.create(uri)).headers(headers).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String uri, String json) throws Exception {
        return Instance.client()
                .send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
