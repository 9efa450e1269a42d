package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import steward.platform.json.Json;

/** A client of {@code /ws}, which keeps what it is told. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder begun = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String reason;
    private WebSocket socket;

    /** Opens a connection; {@code headers} are names and values in turn. */
    static LiveSocket open(Instance instance, String query, List<String> protocols, String... headers) {
        return open(instance.uri("/ws" + query), protocols, headers);
    }

    /** As {@link #open(Instance, String, List, String...)}, by whatever lies between. */
    static LiveSocket open(URI address, List<String> protocols, String... headers) {
        var live = new LiveSocket();
        var builder = CLIENT.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
        for (int at = 0; at < headers.length; at += 2) {
            builder.header(headers[at], headers[at + 1]);
        }
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.get(0), protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        live.socket = builder.buildAsync(URI.create(address.toString().replaceFirst("^http", "ws")), live)
                .join();
        return live;
    }

    static LiveSocket open(Instance instance) {
        return open(instance, "", List.of());
    }

    LiveSocket say(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    /** Waits for a frame of this type and returns it. */
    JsonNode await(String type) {
        return Awaitility.await(type)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> frames.stream()
                                .filter(frame -> frame.path("type").asText().equals(type))
                                .findFirst()
                                .orElse(null),
                        frame -> frame != null);
    }

    List<JsonNode> frames() {
        return frames;
    }

    /** Waits for the end and returns its code. */
    int closed() {
        return closed.orTimeout(40, TimeUnit.SECONDS).join();
    }

    String reason() {
        return reason;
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /** Breaks the connection without a word. */
    void abort() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        begun.append(data);
        if (last) {
            frames.add(Json.tree(begun.toString().getBytes(StandardCharsets.UTF_8)));
            begun.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String why) {
        reason = why;
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
