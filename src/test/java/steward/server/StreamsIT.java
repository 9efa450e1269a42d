package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;
import steward.stub.Received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streamed answers that go on without their client, and are had, or stopped, on another connection. */
class StreamsIT {
    private static final String CHAT = "/api/chat";
    private static final String OPEN_AI = "/v1/chat/completions";
    private static final String SLOW = "stub-pace-20-tokens-200";

    private final Instance steward = Stubbed.INSTANCE;

    @ParameterizedTest
    @ValueSource(strings = {CHAT, OPEN_AI})
    void afterABreakTheRestOfAStreamComesOnAnotherConnection(String path) throws Exception {
        var question = "resume " + UUID.randomUUID();
        var lines = new ArrayList<String>();
        String id;
        var first = open(path, SLOW, question, true);
        try (var reader = reader(first)) {
            id = id(first);
            readUntil(reader, lines, "id: 5");
        }
        var rest = resumed(id, "Last-Event-ID", "5");
        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(rest.headers().firstValue("X-Steward-Stream")).contains(id);
        assertThat(received(question).aborted()).as("the model was let go on").isFalse();
        var numbers = numbers(rest.body());
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(6, 5 + numbers.size()).boxed().toList());
        assertThat(rest.body()).contains(path.equals(CHAT) ? "event: done" : "data: [DONE]");

        var whole = resumed(id);
        assertThat(whole.body()).as("from the beginning").startsWith("id: 1\n").endsWith(rest.body());
        assertThat(whole.body()).startsWith(String.join("\n", lines.subList(0, lines.indexOf("id: 5"))));
        var after = steward.get("/v1/streams/" + id + "?after=5");
        assertThat(after.body()).isEqualTo(rest.body());
    }

    @Test
    void whoHasHadTheEndIsToldThatNothingFollows() {
        var stream = steward.post(CHAT, question(CHAT, "stub", "over " + UUID.randomUUID(), true));
        var last = numbers(stream.body()).size();
        assertThat(resumed(id(stream), "Last-Event-ID", String.valueOf(last)).statusCode())
                .as("an EventSource would come again otherwise")
                .isEqualTo(204);
    }

    @Test
    void anAnswerFromTheCacheIsResumedFrameByFrame() {
        var question = "cached " + UUID.randomUUID();
        steward.post(OPEN_AI, question(OPEN_AI, "stub", question, true));
        var stream = steward.post(OPEN_AI, question(OPEN_AI, "stub", question, true));
        assertThat(stream.headers().firstValue("X-Steward-Cache")).contains("hit");
        assertThat(numbers(stream.body())).hasSizeGreaterThan(2).startsWith(1, 2);
        assertThat(stream.body()).endsWith("data: [DONE]\n\n").contains("\n\nid: 2\ndata: {");
        assertThat(resumed(id(stream), "Last-Event-ID", "1").body())
                .isEqualTo(stream.body().substring(stream.body().indexOf("id: 2\n")));
    }

    @Test
    void aSecondConnectionTakesTheStreamOver() throws Exception {
        var first = open(CHAT, SLOW, "take over " + UUID.randomUUID(), true);
        try (var reader = reader(first)) {
            readUntil(reader, new ArrayList<>(), "id: 3");
            assertThat(resumed(id(first)).body()).startsWith("id: 1\n").contains("event: done");
            var left = reader.lines().toList();
            assertThat(left).as("the first one ends without an end").doesNotContain("event: done");
        }
    }

    @Test
    void aFailureIsToldToWhoeverComesForTheRest() {
        var stream = steward.post(OPEN_AI, question(OPEN_AI, "stub-pace-60-reset-mid", "b " + UUID.randomUUID(), true));
        var rest = resumed(id(stream));
        assertThat(rest.body()).isEqualTo(stream.body()).contains("\"error\"").doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, OPEN_AI})
    void aStreamIsStoppedFromAnotherConnection(String path) throws Exception {
        for (var resumable : List.of(false, true)) {
            var question = "stop " + UUID.randomUUID();
            var stream = open(path, SLOW, question, resumable);
            try (var reader = reader(stream)) {
                var lines = new ArrayList<String>();
                readUntil(reader, lines, "data: ");
                var stopped = delete(id(stream));
                assertThat(stopped.statusCode()).isEqualTo(202);
                assertThat(json(stopped).path("id").asText()).isEqualTo(id(stream));
                await().atMost(Duration.ofSeconds(2))
                        .until(() -> received(question).aborted());
                assertThat(reader.lines().reduce("", (all, line) -> all + line + '\n'))
                        .contains("stream_cancelled")
                        .doesNotContain("event: done")
                        .doesNotContain("[DONE]");
            }
            assertThat(delete(id(stream)).statusCode())
                    .as("resumable: %s", resumable)
                    .isEqualTo(resumable ? 410 : 404);
            assertThat(resumed(id(stream)).statusCode())
                    .as("resumable: %s", resumable)
                    .isEqualTo(resumable ? 200 : 404);
        }
    }

    @Test
    void whatWasNotToBeResumedEndsWithItsClientAndIsGone() throws Exception {
        var question = "plain " + UUID.randomUUID();
        var stream = open(OPEN_AI, SLOW, question, false);
        try (var reader = reader(stream)) {
            readUntil(reader, new ArrayList<>(), "data: ");
            var refused = resumed(id(stream));
            assertThat(refused.statusCode()).isEqualTo(410);
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("gone");
        }
        await().atMost(Duration.ofSeconds(3)).until(() -> received(question).aborted());
        await().atMost(Duration.ofSeconds(3)).until(() -> resumed(id(stream)).statusCode() == 404);
    }

    @Test
    void whatIsNoStreamIsNotFoundAndABadNumberIsNamed() {
        var stream = steward.post(CHAT, question(CHAT, "stub", "bad " + UUID.randomUUID(), true));
        for (var unknown : List.of(UUID.randomUUID().toString(), "x", "%20", "x".repeat(36))) {
            assertThat(steward.get("/v1/streams/" + unknown).statusCode())
                    .as(unknown)
                    .isEqualTo(404);
            assertThat(delete(unknown).statusCode()).as(unknown).isEqualTo(404);
        }
        for (var number : List.of("x", "-1", "1.5", "99999999999", "9999")) {
            var named = resumed(id(stream), "Last-Event-ID", number);
            assertThat(named.statusCode()).as(number).isEqualTo(400);
            assertThat(json(named).at("/error/param").asText()).isEqualTo("Last-Event-ID");
            var inAddress = steward.get("/v1/streams/" + id(stream) + "?after=" + number);
            assertThat(json(inAddress).at("/error/param").asText()).isEqualTo("after");
        }
        assertThat(steward.post("/v1/streams/" + id(stream), "{}").statusCode()).isEqualTo(405);
    }

    private HttpResponse<InputStream> open(String path, String model, String question, boolean resumable)
            throws Exception {
        return Instance.client()
                .send(
                        HttpRequest.newBuilder(steward.uri(path))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(question(path, model, question, resumable)))
                                .build(),
                        BodyHandlers.ofInputStream());
    }

    private static String question(String path, String model, String question, boolean resumable) {
        var wish = "{\"stream\":true,\"model\":\"" + model + "\",";
        return path.equals(CHAT)
                ? wish + "\"resumable\":" + resumable + ",\"message\":\"" + question + "\"}"
                : wish + "\"steward\":{\"resumable\":" + resumable + "},\"messages\":[{\"role\":\"user\",\"content\":\""
                        + question + "\"}]}";
    }

    private HttpResponse<String> resumed(String id, String... headers) {
        return steward.get("/v1/streams/" + id, headers);
    }

    private HttpResponse<String> delete(String id) {
        return steward.send(
                HttpRequest.newBuilder(steward.uri("/v1/streams/" + id)).DELETE());
    }

    private static String id(HttpResponse<?> stream) {
        return stream.headers().firstValue("X-Steward-Stream").orElseThrow();
    }

    private static BufferedReader reader(HttpResponse<InputStream> stream) {
        return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
    }

    private static void readUntil(BufferedReader reader, List<String> lines, String beginning) throws Exception {
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith(beginning)) {
                return;
            }
        }
        throw new AssertionError("no line begins with " + beginning + " in: " + lines);
    }

    private static List<Integer> numbers(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> Integer.valueOf(line.substring(4)))
                .toList();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Received received(String question) {
        return Stubbed.MODEL.calls().last().stream()
                .filter(call -> call.body().contains(question))
                .findFirst()
                .orElse(null);
    }
}
