package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;
import steward.stub.Received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ChatIT {
    private final Instance steward = Stubbed.INSTANCE;

    @Test
    void aQuestionIsAnsweredByTheModelAndRemembered() throws Exception {
        var question = "年假怎么算？" + UUID.randomUUID();
        var answer = json(steward.post("/api/chat", "{\"message\":\"" + question + "\"}"));
        assertThat(answer.get("answer").asText()).contains(question).contains("😀");
        assertThat(answer.get("mode").asText()).isEqualTo("model");
        assertThat(answer.get("saved").asBoolean()).isTrue();
        var kept = json(steward.get(
                "/api/conversations/" + answer.get("conversation_id").asText()));
        assertThat(kept.at("/messages/0/text").asText()).isEqualTo(question);
        assertThat(kept.at("/messages/1/text").asText())
                .isEqualTo(answer.get("answer").asText());
    }

    @Test
    void whatWasSaidBeforeGoesToTheModel() throws Exception {
        var first = json(steward.post("/api/chat", "{\"message\":\"My name is Wang " + UUID.randomUUID() + "\"}"));
        var id = first.get("conversation_id").asText();
        steward.post("/api/chat", "{\"message\":\"How old is he?\",\"conversation_id\":\"" + id + "\"}");
        assertThat(latest("stub").body()).contains("My name is Wang").contains("How old is he?");
    }

    @Test
    void theSameQuestionInAnotherConversationIsAnotherQuestion() throws Exception {
        var name = UUID.randomUUID();
        var one = json(steward.post("/api/chat", "{\"message\":\"I am one " + name + "\"}"));
        var two = json(steward.post("/api/chat", "{\"message\":\"I am two " + name + "\"}"));
        for (var conversation : List.of(one, two)) {
            var answer = steward.post(
                    "/api/chat",
                    "{\"message\":\"who am I?\",\"conversation_id\":\""
                            + conversation.get("conversation_id").asText() + "\"}");
            assertThat(cacheHeader(answer)).isEqualTo("miss");
        }
    }

    @Test
    void theSecondTimeComesFromTheCacheAndSaysHowOldItIs() {
        var body = "{\"message\":\"cached? " + UUID.randomUUID() + "\"}";
        assertThat(cacheHeader(steward.post("/api/chat", body))).isEqualTo("miss");
        var again = steward.post("/api/chat", body);
        assertThat(cacheHeader(again)).isEqualTo("hit");
        assertThat(again.headers().firstValue("Age")).isPresent();
        assertThat(again.body()).contains("\"cached\":true");
    }

    @Test
    void howOftenTheModelWasAskedIsToldAtEveryDoor() {
        // its second call fails, its fourth, and so on: after the first answer each takes two
        var model = "stub-every-2-fail-503";
        assertThat(attempts(steward.post("/api/chat", question(model, false)))).isEqualTo("1");
        for (var stream : List.of(false, true)) {
            assertThat(attempts(steward.post("/api/chat", question(model, stream))))
                    .as("streamed: %s", stream)
                    .isEqualTo("2");
            assertThat(attempts(steward.post("/v1/chat/completions", completion(model, stream))))
                    .as("streamed: %s", stream)
                    .isEqualTo("2");
        }
    }

    @Test
    void whatNoModelWasAskedForTookNoAttempts() {
        for (var stream : List.of(false, true)) {
            var chat = question("stub", stream);
            var completion = completion("stub", stream);
            assertThat(attempts(steward.post("/api/chat", chat))).isEqualTo("1");
            assertThat(attempts(steward.post("/api/chat", chat))).isEqualTo("0");
            assertThat(attempts(steward.post("/v1/chat/completions", completion)))
                    .isEqualTo("1");
            assertThat(attempts(steward.post("/v1/chat/completions", completion)))
                    .isEqualTo("0");
            assertThat(attempts(steward.post("/api/chat", question("steward-extractive", stream))))
                    .isEqualTo("0");
        }
    }

    @Test
    void allWhoSharedACallAreToldItsAttempts() {
        for (var path : List.of("/api/chat", "/v1/chat/completions")) {
            for (var stream : List.of(false, true)) {
                var body = path.startsWith("/v1")
                        ? completion("stub-delay-300", stream)
                        : question("stub-delay-300", stream);
                var answers = together(20, () -> request(path, body));
                // whoever was late got it from the cache
                assertThat(answers.stream()
                                .filter(answer -> !cacheHeader(answer).equals("hit"))
                                .collect(Collectors.toMap(
                                        ChatIT::cacheHeader,
                                        ChatIT::attempts,
                                        (one, other) -> one.equals(other) ? one : "not all")))
                        .as("%s, streamed: %s", path, stream)
                        .isEqualTo(Map.of("miss", "1", "coalesced", "1"));
            }
        }
    }

    private static String question(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"message\":\"" + UUID.randomUUID() + "\"}";
    }

    private static String completion(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + UUID.randomUUID() + "\"}]}";
    }

    private static String attempts(HttpResponse<?> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return response.headers().firstValue("X-Steward-Attempts").orElse("none");
    }

    @Test
    void aCallerMayAskForAFreshAnswerOrForNoTrace() {
        var question = UUID.randomUUID();
        var plain = "{\"message\":\"" + question + "\"}";
        var fresh = "{\"message\":\"" + question + "\",\"cache\":{\"no_cache\":true}}";
        var traceless = "{\"message\":\"" + question + "\",\"cache\":{\"no_cache\":true,\"no_store\":true}}";
        assertThat(cacheHeader(steward.post("/api/chat", traceless))).isEqualTo("bypass");
        assertThat(cacheHeader(steward.post("/api/chat", plain))).isEqualTo("miss");
        assertThat(cacheHeader(steward.post("/api/chat", fresh))).isEqualTo("refresh");
        assertThat(cacheHeader(steward.post("/api/chat", plain))).isEqualTo("hit");
    }

    @Test
    void twoHundredEqualColdQuestionsAreOneUpstreamCall() {
        var before = Stubbed.MODEL.calls().count("stub-delay-300");
        var body = "{\"model\":\"stub-delay-300\",\"message\":\"together " + UUID.randomUUID() + "\"}";
        var answers = together(200, () -> request("/api/chat", body));
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers.stream().map(ChatIT::cacheHeader).collect(Collectors.toSet()))
                .isSubsetOf("miss", "coalesced", "hit");
        assertThat(Stubbed.MODEL.calls().count("stub-delay-300") - before).isEqualTo(1);
    }

    @Test
    void followersOfAStreamHearTheSameDeltas() {
        var model = "stub-delay-300-pace-20";
        var before = Stubbed.MODEL.calls().count(model);
        var body = "{\"stream\":true,\"model\":\"" + model + "\",\"message\":\"stream " + UUID.randomUUID() + "\"}";
        var answers = together(50, () -> request("/api/chat", body));
        var texts = answers.stream().map(answer -> deltas(answer.body())).collect(Collectors.toSet());
        assertThat(texts).hasSize(1);
        assertThat(Stubbed.MODEL.calls().count(model) - before).isEqualTo(1);
    }

    @Test
    void aStreamTellsItsEventsInOrderAndEnds() throws Exception {
        var stream = steward.post("/api/chat", "{\"stream\":true,\"message\":\"events " + UUID.randomUUID() + "\"}");
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
        assertThat(stream.headers().firstValue("X-Accel-Buffering")).contains("no");
        var events = events(stream.body());
        assertThat(events.get(0)).isEqualTo("meta");
        assertThat(events.subList(events.size() - 3, events.size())).containsExactly("citations", "usage", "done");
        assertThat(events.subList(1, events.size() - 3)).isNotEmpty().containsOnly("delta");
    }

    @Test
    void charactersBrokenAcrossThePiecesOfTheUpstreamArriveWhole() {
        var question = "汉字和表情 😀👩‍👩‍👧 " + UUID.randomUUID();
        var stream = steward.post(
                "/api/chat", "{\"stream\":true,\"model\":\"stub-split-pace-5\",\"message\":\"" + question + "\"}");
        assertThat(deltas(stream.body())).contains(question).doesNotContain("\uFFFD");
    }

    @Test
    void aModelThatThinksForLongIsWaitedForWithSignsOfLife() {
        var stream = steward.post(
                "/api/chat",
                "{\"stream\":true,\"model\":\"stub-first-2500\",\"message\":\"think " + UUID.randomUUID() + "\"}");
        assertThat(stream.body()).startsWith(": ping").contains("event: done");
    }

    @Test
    void anUpstreamThatBreaksOffIsToldAsAnErrorAndNotCached() {
        var body = "{\"stream\":true,\"model\":\"stub-pace-60-reset-mid\",\"message\":\"broken " + UUID.randomUUID()
                + "\"}";
        for (var round = 0; round < 2; round++) {
            var stream = steward.post("/api/chat", body);
            assertThat(events(stream.body())).contains("delta", "error").doesNotContain("done");
            assertThat(cacheHeader(stream)).isEqualTo("miss");
        }
    }

    @Test
    void whatTheUpstreamSaysOfItsErrorsStaysInside() {
        for (var model : List.of("stub-fail-500", "stub-fail-401")) {
            var failed = steward.post("/api/chat", "{\"model\":\"" + model + "\",\"message\":\"" + model + "\"}");
            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(failed.body()).contains("upstream_error").doesNotContain("canary");
        }
        assertThat(steward.log()).doesNotContain("sk-canary");
    }

    @Test
    void anUpstreamThatAsksForPatienceIsA503WithItsRetryAfter() {
        var busy = steward.post("/api/chat", "{\"model\":\"stub-fail-429-retryafter-7\",\"message\":\"patience\"}");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("7");
    }

    @Test
    void anUpstreamThatNeverAnswersEndsAtTheDeadline() {
        var late =
                steward.post("/api/chat", "{\"model\":\"stub-hang\",\"message\":\"late " + UUID.randomUUID() + "\"}");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("upstream_timeout").contains("REQUEST_TIMEOUT");
    }

    @Test
    void aClientThatLeavesEndsTheUpstreamCallWithinASecond() throws Exception {
        for (var stream : List.of(false, true)) {
            var question = "leaving " + UUID.randomUUID();
            try (var socket = new Socket("127.0.0.1", steward.port())) {
                var body = "{\"model\":\"stub-silent\",\"stream\":" + stream + ",\"message\":\"" + question + "\"}";
                send(socket, body);
                await().until(() -> received(question) != null);
            }
            var left = System.nanoTime();
            await().atMost(Duration.ofSeconds(3)).until(() -> received(question).aborted());
            assertThat(Duration.ofNanos(received(question).abortedAtNanos() - left))
                    .as("streamed: %s", stream)
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatWasReadOfAStoppedAnswerIsKeptInItsConversation() throws Exception {
        String id;
        try (var socket = new Socket("127.0.0.1", steward.port())) {
            send(
                    socket,
                    "{\"model\":\"stub-delay-300-pace-20\",\"stream\":true,\"message\":\"停下来 please stop "
                            + UUID.randomUUID() + "\"}");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            id = lineWith(lines, "conversation_id").replaceAll(".*\"conversation_id\":\"([^\"]+)\".*", "$1");
            lineWith(lines, "event: delta");
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> steward.get("/api/conversations/" + id).statusCode() == 200);
        assertThat(steward.get("/api/conversations/" + id).body())
                .contains("停下来 please stop")
                .contains("\"role\":\"assistant\"");
    }

    @Test
    void aConversationGoesOnAtOnceWhereItsFirstAnswerWasStopped() throws Exception {
        var name = UUID.randomUUID();
        String id;
        try (var socket = new Socket("127.0.0.1", steward.port())) {
            send(socket, "{\"model\":\"stub-pace-20-tokens-200\",\"stream\":true,\"message\":\"I am " + name + "\"}");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            id = lineWith(lines, "conversation_id").replaceAll(".*\"conversation_id\":\"([^\"]+)\".*", "$1");
            lineWith(lines, "event: delta");
        }
        var next = "who am I? " + UUID.randomUUID();
        json(steward.post("/api/chat", "{\"message\":\"" + next + "\",\"conversation_id\":\"" + id + "\"}"));
        assertThat(received(next).body()).contains(name.toString());
    }

    private static String lineWith(BufferedReader lines, String part) throws IOException {
        var read = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return line;
            }
            read.append(line).append('\n');
        }
        throw new AssertionError("no line with " + part + " in: " + read);
    }

    @Test
    void aCompletionRestsOnTheKnowledgeBaseWhereThatIsAskedFor() throws Exception {
        addZeppelins();
        for (var question : List.of("飞艇津贴怎么算？", "zeppelin allowance days")) {
            var body = "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                    + "\"}],\"steward\":{\"knowledge\":{\"k\":3},\"cache\":{\"no_cache\":true}}}";
            var answer = json(steward.post("/v1/chat/completions", body));
            assertThat(answer.at("/steward/citations/0/n").asInt())
                    .as(answer.toString())
                    .isEqualTo(1);
            assertThat(answer.at("/steward/citations/0/text").asText()).isNotEmpty();
            assertThat(answer.at("/choices/0/message/annotations").isArray()).isTrue();
            assertThat(received(question).body())
                    .contains(answer.at("/steward/citations/0/title").asText())
                    .doesNotContain("\"steward\"");
        }
    }

    @Test
    void aStreamedCompletionTellsItsPassagesBeforeItsEnd() {
        addZeppelins();
        var stream = steward.post(
                "/v1/chat/completions",
                "{\"stream\":true,\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"飞艇津贴是多少？\"}],"
                        + "\"steward\":{\"knowledge\":true}}");
        var lines = stream.body().strip().split("\n\n");
        assertThat(lines[lines.length - 1]).isEqualTo("data: [DONE]");
        assertThat(lines[lines.length - 2]).contains("\"citations\":[{\"n\":1").contains("\"choices\":[]");
    }

    private void addZeppelins() {
        steward.post(
                "/api/knowledge/add",
                "{\"title\":\"Zeppelin 飞艇\",\"content\":\"The zeppelin allowance is 12 days. 飞艇津贴每年 12 天。\"}");
    }

    @Test
    void aThousandAbortedStreamsLeaveNoPermitBehind() throws Exception {
        for (var round = 0; round < 10; round++) {
            var sockets = new ArrayList<Socket>();
            for (var i = 0; i < 100; i++) {
                var socket = new Socket("127.0.0.1", steward.port());
                sockets.add(socket);
                send(socket, "{\"model\":\"stub-silent\",\"stream\":true,\"message\":\"" + UUID.randomUUID() + "\"}");
            }
            for (var socket : sockets) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(30)).until(this::nobodyIsInside);
        var answers = together(
                300,
                () -> request(
                        "/api/chat", "{\"model\":\"stub-delay-300\",\"message\":\"after " + UUID.randomUUID() + "\"}"));
        assertThat(answers.stream().map(HttpResponse::statusCode).collect(Collectors.toSet()))
                .containsExactly(200);
    }

    @Test
    void anotherCallersConversationIsNotFound() {
        var missing = steward.get("/api/conversations/" + UUID.randomUUID());
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("not_found");
    }

    @Test
    void aConversationCanBeRenamedExportedAndDeleted() throws Exception {
        var answer = json(steward.post("/api/chat", "{\"message\":\"导出 " + UUID.randomUUID() + "\"}"));
        var path = "/api/conversations/" + answer.get("conversation_id").asText();
        var renamed = steward.send(HttpRequest.newBuilder(steward.uri(path))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"title\":\"新标题\"}")));
        assertThat(json(renamed).get("title").asText()).isEqualTo("新标题");
        assertThat(steward.get(path + "/export?format=markdown").body())
                .startsWith("# 新标题")
                .contains("导出");
        assertThat(steward.send(HttpRequest.newBuilder(steward.uri(path)).DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(steward.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void theListOfConversationsIsPagedLatestFirst() throws Exception {
        for (var i = 0; i < 3; i++) {
            steward.post("/api/chat", "{\"message\":\"page " + i + " " + UUID.randomUUID() + "\"}");
        }
        var first = json(steward.get("/api/conversations?limit=2"));
        assertThat(first.get("items")).hasSize(2);
        var second = json(steward.get(
                "/api/conversations?limit=2&cursor=" + first.get("next_cursor").asText()));
        assertThat(second.at("/items/0/title").asText())
                .isNotEqualTo(first.at("/items/1/title").asText());
        assertThat(second.at("/items/0/updated_at").asText())
                .isLessThanOrEqualTo(first.at("/items/1/updated_at").asText());
    }

    /** Neither at the gate, nor beyond it, nor at the model; but for who asks. */
    private boolean nobodyIsInside() {
        var detail = Json.tree(steward.get("/api/metrics").body().getBytes(StandardCharsets.UTF_8))
                .get("detail");
        return detail.at("/gate/running").asInt() == 0
                && detail.at("/gate/waiting").asInt() == 0
                && detail.get("requests_in_flight").asInt() == 1
                && Stubbed.MODEL.calls().active() == 0;
    }

    private void send(Socket socket, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static Received received(String question) {
        return Stubbed.MODEL.calls().last().stream()
                .filter(call -> call.body().contains(question))
                .findFirst()
                .orElse(null);
    }

    private static Received latest(String model) {
        return Stubbed.MODEL.calls().last().stream()
                .filter(call -> model.equals(call.model()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private HttpRequest request(String path, String json) {
        return HttpRequest.newBuilder(steward.uri(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private static List<HttpResponse<String>> together(int count, Supplier<HttpRequest> request) {
        var answers = IntStream.range(0, count)
                .mapToObj(i -> Instance.client().sendAsync(request.get(), BodyHandlers.ofString()))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static String cacheHeader(HttpResponse<?> response) {
        return response.headers().firstValue("X-Steward-Cache").orElse("none");
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return Json.mapper().readTree(response.body());
    }

    private static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .toList();
    }

    private static String deltas(String stream) {
        var text = new StringBuilder();
        var lines = stream.lines().toList();
        for (var i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).equals("event: delta")) {
                text.append(Json.tree(lines.get(i + 1).substring(6).getBytes(StandardCharsets.UTF_8))
                        .get("text")
                        .asText());
            }
        }
        return text.toString();
    }
}
