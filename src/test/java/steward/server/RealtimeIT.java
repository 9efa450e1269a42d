package steward.server;

import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static steward.server.Instance.settings;

/** {@code /ws} as programs without a browser use it. */
class RealtimeIT {
    private static final String KEY = "sk-steward-realtime-0123456789";

    private final Instance steward = Stubbed.INSTANCE;

    /** An instance that asks for keys; one test ends it. */
    private static final class Guarded {
        private static final Instance INSTANCE = Instance.start("realtime", settings("API_KEYS", KEY));
    }

    @AfterAll
    static void end() {
        Guarded.INSTANCE.close();
    }

    @Test
    void aQuestionIsAnsweredPieceByPiece() {
        try (var socket = LiveSocket.open(steward)) {
            assertThat(socket.await("ready").path("server_id").asText()).isEqualTo("stubbed");
            var question = "你好 " + UUID.randomUUID();
            socket.say("{\"type\":\"chat\",\"id\":\"q1\",\"message\":\"" + question + "\"}");
            var done = socket.await("done");
            assertThat(done.path("id").asText()).isEqualTo("q1");
            assertThat(done.at("/usage/total_tokens").asInt()).isPositive();
            assertThat(done.path("saved").asBoolean()).isTrue();
            var text = socket.frames().stream()
                    .filter(frame -> frame.path("type").asText().equals("delta"))
                    .map(frame -> frame.path("text").asText())
                    .collect(Collectors.joining());
            assertThat(text).contains(question).contains("😀");
        }
    }

    @Test
    void afterABreakTheRestOfAnAnswerComesOnAnotherConnection() {
        var id = UUID.randomUUID().toString();
        var first = LiveSocket.open(steward);
        first.say("{\"type\":\"chat\",\"id\":\"" + id + "\",\"model\":\"stub-pace-20-tokens-200\",\"message\":\"" + id
                + "\"}");
        int had = first.await("delta").path("seq").asInt();
        first.abort();
        try (var second = LiveSocket.open(steward)) {
            second.say("{\"type\":\"resume\",\"id\":\"" + id + "\",\"after_seq\":" + had + "}");
            second.await("done");
            var numbers = second.frames().stream()
                    .filter(frame -> frame.has("seq"))
                    .map(frame -> frame.path("seq").asInt())
                    .toList();
            assertThat(numbers).startsWith(had + 1).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void anAnswerIsCancelled() {
        try (var socket = LiveSocket.open(steward)) {
            socket.say("{\"type\":\"chat\",\"id\":\"c\",\"model\":\"stub-pace-20-tokens-200\",\"message\":\""
                    + UUID.randomUUID() + "\"}");
            socket.await("delta");
            socket.say("{\"type\":\"cancel\",\"id\":\"c\"}").say("{\"type\":\"ping\"}");
            socket.await("pong");
            var types = socket.frames().stream()
                    .map(frame -> frame.path("type").asText())
                    .toList();
            assertThat(types).doesNotContain("done");
            assertThat(types.subList(types.indexOf("pong"), types.size())).containsExactly("pong");
        }
    }

    @Test
    void aTaskIsWatchedByItsOwnerOnly() {
        var submitted = steward.post(
                "/api/tasks",
                "{\"type\":\"chat.complete\",\"delay_s\":2,\"payload\":{\"prompt\":\"" + UUID.randomUUID() + "\"}}");
        var id = Json.tree(submitted.body().getBytes(UTF_8)).path("id").asText();
        try (var socket = LiveSocket.open(steward)) {
            socket.say("{\"type\":\"subscribe\",\"topic\":\"task:" + id + "\"}");
            assertThat(socket.await("event").path("task").asText()).isEqualTo(id);
            socket.say("{\"type\":\"subscribe\",\"topic\":\"task:" + UUID.randomUUID() + "\"}");
            assertThat(socket.await("error").path("code").asText()).isEqualTo("not_found");
        }
    }

    @Test
    void operatorsSeeTheNumbersLive() {
        try (var socket = LiveSocket.open(steward)) {
            socket.say("{\"type\":\"subscribe\",\"topic\":\"metrics\"}");
            assertThat(socket.await("event").path("topic").asText()).isEqualTo("metrics");
        }
    }

    @Test
    void pagesOfOtherSitesAndKeysInTheAddressAreRefused() {
        assertThat(handshake("", "Origin", "https://evil.example")).isEqualTo(403);
        assertThat(handshake("?token=" + KEY)).isEqualTo(400);
        try (var own =
                LiveSocket.open(steward, "", List.of("steward"), "Origin", "http://127.0.0.1:" + steward.port())) {
            own.await("ready");
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnectionAndNoOther() {
        try (var other = LiveSocket.open(steward);
                var socket = LiveSocket.open(steward)) {
            socket.await("ready");
            other.await("ready");
            socket.say("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"" + "x".repeat(300_000) + "\"}");
            assertThat(socket.closed()).isEqualTo(1009);
            other.say("{\"type\":\"ping\"}").await("pong");
        }
    }

    @Test
    void aThousandIdleConnectionsLeaveTheInstanceAsItWas() {
        var sockets = new ArrayList<LiveSocket>();
        try {
            for (int at = 0; at < 1_000; at++) {
                sockets.add(LiveSocket.open(steward));
            }
            sockets.get(999).await("ready");
            assertThat(sockets).allMatch(LiveSocket::isOpen);
            assertThat(steward.get("/health/ready").statusCode()).isEqualTo(200);
            sockets.get(500).say("{\"type\":\"ping\"}").await("pong");
        } finally {
            sockets.forEach(LiveSocket::close);
        }
    }

    @Test
    void theKeyComesInTheFirstFrameOrAsASubProtocolAndTheEndOfTheInstanceIsAnnounced() {
        var instance = Guarded.INSTANCE;
        try (var wrong = LiveSocket.open(instance)) {
            wrong.say("{\"type\":\"auth\",\"token\":\"sk-wrong\"}");
            assertThat(wrong.closed()).isEqualTo(4401);
        }
        try (var hasty = LiveSocket.open(instance)) {
            hasty.say("{\"type\":\"ping\"}");
            assertThat(hasty.closed()).isEqualTo(4401);
        }
        var first = LiveSocket.open(instance).say("{\"type\":\"auth\",\"token\":\"" + KEY + "\"}");
        assertThat(first.await("ready").path("authenticated").asBoolean()).isTrue();
        var second = LiveSocket.open(instance, "", List.of("steward", "steward.key." + KEY));
        second.await("ready");
        assertThat(instance.get("/api/events?topics=metrics").statusCode()).isEqualTo(401);
        assertThat(instance.log()).doesNotContain(KEY);
        instance.close();
        assertThat(first.closed()).isEqualTo(1001);
        assertThat(first.reason()).contains("retry_ms");
        assertThat(second.closed()).isEqualTo(1001);
    }

    private int handshake(String query, String... headers) {
        var failed = catchThrowableOfType(
                CompletionException.class, () -> LiveSocket.open(steward, query, List.of(), headers));
        return ((WebSocketHandshakeException) failed.getCause()).getResponse().statusCode();
    }
}
