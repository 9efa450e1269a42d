package steward.server;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static steward.server.Instance.settings;

/** OpenAI's own Java SDK, unchanged but for its base address. */
class OpenAiSdkIT {
    private static Instance keyed;

    @BeforeAll
    static void startAnInstanceThatWantsKeys() {
        keyed = Instance.start(
                "keyed",
                settings(
                        "LLM_BASE_URL",
                        Stubbed.MODEL.baseUrl().toString(),
                        "LLM_API_KEY",
                        "upstream",
                        "LLM_MODEL",
                        "stub,stub-hang",
                        "API_KEYS",
                        "sk-the-first-key-of-this-test,sk-the-second-key-of-this-test,sk-the-third-key-of-this-test",
                        "REQUEST_TIMEOUT",
                        "5",
                        "RATE_LIMIT_PER_MINUTE",
                        "5",
                        "API_V1_STR",
                        "/our/api",
                        "MAX_CONCURRENT_REQUESTS",
                        "1",
                        "MAX_QUEUED_REQUESTS",
                        "0"));
    }

    @AfterAll
    static void stop() {
        keyed.close();
    }

    @Test
    void aCompletionComesBack() {
        var completion = client(Stubbed.INSTANCE, "any").chat().completions().create(params("stub", "你好"));
        assertThat(completion.choices().get(0).message().content().orElseThrow())
                .contains("你好");
        assertThat(completion.usage()).isPresent();
    }

    @Test
    void aStreamComesBackPieceByPiece() {
        try (var stream = client(Stubbed.INSTANCE, "any")
                .chat()
                .completions()
                .createStreaming(params("stub-pace-20-tokens-200", "stream"))) {
            var text = stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.toList());
            assertThat(text).hasSizeGreaterThan(100);
        }
    }

    @Test
    void whatWeAddToAnAnswerDoesNotDisturbTheClient() {
        Stubbed.INSTANCE.post(
                "/api/knowledge/add",
                "{\"title\":\"Zeppelin 飞艇\",\"content\":\"The zeppelin allowance is 12 days. 飞艇津贴每年 12 天。\"}");
        var asked = ChatCompletionCreateParams.builder()
                .model("stub")
                .addUserMessage("飞艇津贴是多少？")
                .putAdditionalBodyProperty("steward", JsonValue.from(Map.of("knowledge", Map.of("k", 3))))
                .build();
        var answer = client(Stubbed.INSTANCE, "any").chat().completions().create(asked);
        assertThat(answer.choices().get(0).message().content().orElseThrow()).contains("飞艇津贴");
        assertThat(answer.choices().get(0).message().annotations()).isPresent();
        assertThat(answer.toString()).contains("Zeppelin");
        try (var stream = client(Stubbed.INSTANCE, "any").chat().completions().createStreaming(asked)) {
            var chunks = stream.stream().toList();
            assertThat(chunks.get(chunks.size() - 1).choices()).isEmpty();
            assertThat(chunks.get(chunks.size() - 1).toString()).contains("Zeppelin");
        }
    }

    @Test
    void aResponseComesBack() {
        var response = client(Stubbed.INSTANCE, "any").responses().create(response("你好 " + UUID.randomUUID()));
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(text(response)).contains("你好");
        assertThat(response.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(response.validate()).isNotNull();
    }

    @Test
    void aResponseIsStreamedAndTheSecondTimeFromTheCache() {
        var asked = response("stream " + UUID.randomUUID());
        var first = streamed(asked);
        assertThat(first).isEqualTo(streamed(asked)).contains("stream");
    }

    /** The text of the deltas, which is that of the end. */
    private static String streamed(ResponseCreateParams asked) {
        try (var stream = client(Stubbed.INSTANCE, "any").responses().createStreaming(asked)) {
            var events = stream.stream().map(ResponseStreamEvent::validate).toList();
            var deltas = events.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .map(delta -> delta.delta())
                    .collect(Collectors.joining());
            assertThat(events.get(0).isCreated()).isTrue();
            var last = events.get(events.size() - 1).completed().orElseThrow().response();
            assertThat(text(last)).isEqualTo(deltas);
            assertThat(last.usage()).isPresent();
            return deltas;
        }
    }

    @Test
    void aResponseThatBreaksOffFails() {
        var asked = ResponseCreateParams.builder()
                .model("stub-pace-60-reset-mid")
                .input("broken " + UUID.randomUUID())
                .build();
        try (var stream = client(Stubbed.INSTANCE, "any").responses().createStreaming(asked)) {
            var events = stream.stream().toList();
            assertThat(events.get(events.size() - 1)
                            .failed()
                            .orElseThrow()
                            .response()
                            .status())
                    .contains(ResponseStatus.FAILED);
        }
    }

    @Test
    void whatAResponseCannotHaveIsNamed() {
        assertThatThrownBy(() -> client(Stubbed.INSTANCE, "any")
                        .responses()
                        .create(ResponseCreateParams.builder()
                                .model("stub")
                                .input("x")
                                .previousResponseId("resp_1")
                                .build()))
                .isInstanceOfSatisfying(InternalServerException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(501);
                    assertThat(refused.code()).contains("not_supported");
                    assertThat(refused.param()).contains("previous_response_id");
                });
    }

    private static ResponseCreateParams response(String question) {
        return ResponseCreateParams.builder()
                .model("stub")
                .instructions("Be brief.")
                .input(question)
                .temperature(0.5)
                .maxOutputTokens(200)
                .build();
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(text -> text.text())
                .collect(Collectors.joining());
    }

    @Test
    void theModelsAreListed() {
        assertThat(client(Stubbed.INSTANCE, "any").models().list().data())
                .extracting(model -> model.id())
                .contains("stub", "stub-embed-8");
    }

    @Test
    void embeddingsComeBack() {
        var embeddings = client(Stubbed.INSTANCE, "any")
                .embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("stub-embed-8")
                        .input("向量")
                        .build());
        assertThat(embeddings.data().get(0).embedding()).hasSize(8);
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(() ->
                        client(Stubbed.INSTANCE, "any").chat().completions().create(params("no-such-model", "x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no-such-model");
    }

    @Test
    void anUnknownKeyIsUnauthorized() {
        assertThatThrownBy(() -> client(keyed, "sk-not-a-key-of-this-server")
                        .chat()
                        .completions()
                        .create(params("stub", "x")))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("unknown or revoked")
                .hasMessageNotContaining("sk-not-a-key");
    }

    @Test
    void thePrefixOfTheSettingsIsGuardedLikeTheOthers() {
        assertThat(keyed.get("/our/api/about").statusCode()).isEqualTo(200);
        assertThat(keyed.get("/our/api/conversations").statusCode()).isEqualTo(401);
        assertThat(keyed.post("/our/api/chat", "{}").statusCode()).isEqualTo(401);
        assertThat(keyed.post("/our/api/chat", "{}", "X-API-Key", "sk-the-third-key-of-this-test")
                        .statusCode())
                .isEqualTo(422);
        assertThat(keyed.get("/our/api/health").body())
                .isEqualTo(keyed.get("/api/health").body());
    }

    @Test
    void theSixthRequestOfAMinuteIsRateLimited() {
        var client = client(keyed, "sk-the-first-key-of-this-test");
        for (var i = 0; i < 5; i++) {
            client.chat().completions().create(params("stub", "limited " + UUID.randomUUID()));
        }
        assertThatThrownBy(() -> client.chat().completions().create(params("stub", "one too many")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        limited -> assertThat(limited.headers().values("Retry-After"))
                                .isNotEmpty());
    }

    @Test
    void whereNobodyElseFitsInTheAnswerIs503WithRetryAfter() {
        var client = client(keyed, "sk-the-second-key-of-this-test");
        var holder = CompletableFuture.runAsync(() -> fails(client, "stub-hang"));
        await().until(() -> Stubbed.MODEL.calls().last().stream()
                .anyMatch(call -> call.body().contains("stub-hang")));
        assertThatThrownBy(() -> client.chat().completions().create(params("stub", "no room " + UUID.randomUUID())))
                .isInstanceOfSatisfying(InternalServerException.class, busy -> {
                    assertThat(busy.statusCode()).isEqualTo(503);
                    assertThat(busy.headers().values("Retry-After")).isNotEmpty();
                    assertThat(busy.code()).contains("server_busy");
                });
        holder.join();
    }

    private static void fails(OpenAIClient client, String model) {
        assertThatThrownBy(() -> client.chat().completions().create(params(model, "hold the only place")))
                .isInstanceOf(InternalServerException.class);
    }

    private static OpenAIClient client(Instance instance, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(instance.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams params(String model, String question) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(question)
                .build();
    }
}
