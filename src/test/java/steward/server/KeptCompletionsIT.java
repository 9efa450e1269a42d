package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;
import steward.stub.Received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code steward.conversation_id} at the OpenAI door: the turn is kept in that conversation, which the model is told. */
class KeptCompletionsIT {
    private final Instance steward = Stubbed.INSTANCE;
    private final String conversation = json(steward.post("/api/conversations", "{\"title\":\"kept\"}"), 201)
            .get("id")
            .asText();

    @Test
    void aCompletionIsKeptInItsConversationAndTheNextOneKnowsIt() {
        var name = "Wang " + UUID.randomUUID();
        var first = json(ask("stub", false, "My name is " + name), 200);
        assertThat(first.at("/steward/conversation_id").asText()).isEqualTo(conversation);
        assertThat(first.at("/steward/saved").asBoolean()).isTrue();
        var second = "who am I? " + UUID.randomUUID();
        ask("stub", false, second);
        var sent = Json.tree(received(second).body().getBytes(StandardCharsets.UTF_8))
                .get("messages");
        assertThat(sent).hasSize(3);
        assertThat(sent.at("/0/content").asText()).isEqualTo("My name is " + name);
        assertThat(sent.at("/1/role").asText()).isEqualTo("assistant");
        assertThat(sent.at("/2/content").asText()).isEqualTo(second);
        var kept = json(steward.get("/api/conversations/" + conversation), 200).get("messages");
        assertThat(kept).hasSize(4);
        assertThat(kept.at("/1/text").asText())
                .isEqualTo(first.at("/choices/0/message/content").asText());
        assertThat(kept.at("/1/model").asText()).isEqualTo("stub");
    }

    @Test
    void whatBeganAtTheOneDoorGoesOnAtTheOther() {
        var name = "Li " + UUID.randomUUID();
        ask("stub", false, "My name is " + name);
        var question = "and mine? " + UUID.randomUUID();
        json(
                steward.post(
                        "/api/chat",
                        "{\"message\":\"" + question + "\",\"use_knowledge\":false,\"conversation_id\":\""
                                + conversation + "\"}"),
                200);
        assertThat(received(question).body()).contains(name);
    }

    @Test
    void aStreamTellsThatItIsKeptBeforeItsEnd() {
        var stream = ask("stub", true, "stream " + UUID.randomUUID());
        var frames = stream.body().strip().split("\n\n");
        assertThat(frames[frames.length - 1]).isEqualTo("data: [DONE]");
        assertThat(frames[frames.length - 2])
                .contains("\"choices\":[]")
                .contains("\"conversation_id\":\"" + conversation + "\",\"saved\":true");
        assertThat(json(steward.get("/api/conversations/" + conversation), 200).get("messages"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerFromTheCacheIsATurnToo(boolean stream) {
        var question = "again " + UUID.randomUUID();
        ask("stub", stream, question);
        var other = json(steward.post("/api/conversations", "{\"title\":\"kept\"}"), 201)
                .get("id")
                .asText();
        var again = steward.post("/v1/chat/completions", body("stub", stream, question, other));
        assertThat(again.headers().firstValue("X-Steward-Cache")).contains("hit");
        assertThat(again.body()).contains(other).doesNotContain(conversation);
        assertThat(json(steward.get("/api/conversations/" + other), 200)
                        .at("/messages/0/text")
                        .asText())
                .isEqualTo(question);
    }

    @Test
    void whatWasReadOfAStoppedStreamIsKept() throws Exception {
        var question = "stopped " + UUID.randomUUID();
        var stream = Instance.client()
                .send(
                        HttpRequest.newBuilder(steward.uri("/v1/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        body("stub-pace-20-tokens-200", true, question, conversation)))
                                .build(),
                        BodyHandlers.ofInputStream());
        try (var reader = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            for (var read = 0; read < 10; ) {
                read += reader.readLine().startsWith("data: ") ? 1 : 0;
            }
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> json(steward.get("/api/conversations/" + conversation), 200)
                                .get("messages")
                                .size()
                        == 2);
    }

    @Test
    void aCallOfAToolIsNoTurn() {
        var tools = "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"time\"}}],";
        var body = body("stub-tool", false, "tool " + UUID.randomUUID(), conversation);
        var called = json(steward.post("/v1/chat/completions", tools + body.substring(1)), 200);
        assertThat(called.at("/steward/saved").asBoolean(true)).isFalse();
        assertThat(json(steward.get("/api/conversations/" + conversation), 200).get("messages"))
                .isEmpty();
    }

    @Test
    void aConversationThatIsNotThereIsNotFound() {
        var missing = steward.post(
                "/v1/chat/completions",
                body("stub", false, "x", UUID.randomUUID().toString()));
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(json(missing, 404).at("/error/code").asText()).isEqualTo("not_found");
    }

    @Test
    void onlyAQuestionCanBeKept() {
        var refused = steward.post(
                "/v1/chat/completions",
                "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
                        + "{\"role\":\"assistant\",\"content\":\"y\"}],\"steward\":{\"conversation_id\":\""
                        + conversation
                        + "\"}}");
        assertThat(json(refused, 400).at("/error/param").asText()).isEqualTo("messages[1].role");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/completions", "/v1/responses"})
    void whereNothingIsKeptAConversationIsRefused(String path) {
        var refused = steward.post(
                path,
                "{\"model\":\"stub\",\"prompt\":\"x\",\"input\":\"x\",\"steward\":{\"conversation_id\":\""
                        + conversation + "\"}}");
        assertThat(json(refused, 400).at("/error/param").asText()).isEqualTo("steward.conversation_id");
    }

    private HttpResponse<String> ask(String model, boolean stream, String question) {
        return steward.post("/v1/chat/completions", body(model, stream, question, conversation));
    }

    private static String body(String model, boolean stream, String question, String conversation) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + question + "\"}],\"steward\":{\"conversation_id\":\"" + conversation + "\"}}";
    }

    private static JsonNode json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Received received(String question) {
        return Stubbed.MODEL.calls().last().stream()
                .filter(call -> call.body().contains(question))
                .findFirst()
                .orElseThrow();
    }
}
