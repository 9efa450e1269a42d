package steward.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.ProblemType;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static steward.model.StubbedModels.soon;

/** What the client promises, kept against a real server over real sockets. */
class ModelClientTest {
    private static final String ECHO = "收到 1 条消息：年假怎么算？ 😀 done.";

    private final StubbedModels models = new StubbedModels(ModelLimits.NORMAL);

    @AfterEach
    void close() {
        models.close();
    }

    @Test
    void aPlainAnswerComesAsTheProviderWroteIt() {
        assertThat(models.ask("stub").body())
                .startsWith("{\"id\":\"chatcmpl-stub\"")
                .contains(ECHO)
                .endsWith("}");
    }

    @Test
    void theRequestGoesOutAsItWasGiven() {
        models.ask("stub").outcome();
        var call = models.calls().latest();
        assertThat(call.requestLine()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(call.body()).isEqualTo(new String(StubbedModels.body("stub", "年假怎么算？", false), UTF_8));
        assertThat(call.header("Authorization")).isEqualTo("Bearer " + StubbedModels.KEY);
        assertThat(call.header("Host")).isEqualTo("127.0.0.1:" + models.server().port());
        assertThat(call.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void anEmbeddingIsAskedAtItsOwnPath() {
        var heard = new Heard();
        models.client()
                .send(
                        ModelRequest.embeddings(models.route("stub-embed-4"), "{\"input\":\"年假\"}".getBytes(UTF_8)),
                        heard);
        assertThat(heard.body()).contains("\"embedding\":[");
        assertThat(models.calls().latest().requestLine()).startsWith("POST /v1/embeddings ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stub", "stub-pace-2", "stub-split", "stub-badsse", "stub-nodone"})
    void aStreamHasTheSameTextHoweverItIsCut(String model) {
        var heard = models.stream(model);
        assertThat(heard.streamedText()).isEqualTo(ECHO);
        assertThat(heard.ends()).isEqualTo(1);
    }

    @Test
    void bytesThatAreNoUtf8BecomeReplacementCharacters() {
        assertThat(models.stream("stub-badutf8").streamedText()).contains("中\uFFFD文");
    }

    @Test
    void commentsKeepAStreamAliveUntilItsFirstToken() {
        assertThat(models.stream("stub-first-300-ping-50").streamedText()).isEqualTo(ECHO);
    }

    @Test
    void eventsComeWhenTheProviderSendsThem() {
        var heard = models.stream("stub-pace-50-tokens-6");
        soon().atMost(Duration.ofMillis(250)).until(() -> heard.events().size() >= 2);
        assertThat(heard.ends()).isZero();
        assertThat(heard.outcome().total()).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void otherModelsAnswerWhileOneHangs() {
        var hanging =
                IntStream.range(0, 50).mapToObj(i -> models.ask("stub-hang")).toList();
        assertThat(models.ask("stub").body()).contains(ECHO);
        assertThat(hanging).allMatch(heard -> heard.ends() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail-500", "fail-502", "fail-503", "fail-429", "reset-before", "fail-503-retryafter-1"})
    void whatFailsOnceBeforeTheFirstByteIsAskedAgain(String fault) {
        var heard = models.ask("stub-" + fault + "-times-1");
        assertThat(heard.body()).contains(ECHO);
        assertThat(heard.outcome().attempts()).isEqualTo(2);
        assertThat(heard.asked()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-mid", "reset-before", "fail-500"})
    void aPlainAnswerIsAskedForThreeTimesAtMost(String fault) {
        var problem = models.ask("stub-" + fault).problem();
        assertThat(problem.type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        assertThat(models.calls().count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 422, 501, 504})
    void whatARetryCannotMendIsAskedOnce(int status) {
        models.ask("stub-fail-" + status).problem();
        assertThat(models.calls().count()).isEqualTo(1);
    }

    @Test
    void aLongRetryAfterIsPassedOnInsteadOfWaitedFor() {
        var problem = models.ask("stub-fail-429-retryafter-30").problem();
        assertThat(problem.type()).isEqualTo(ProblemType.MODEL_UNAVAILABLE);
        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(30));
        assertThat(models.calls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pace-60-reset-1", "pace-60-reset-mid", "close-mid", "errorframe"})
    void aStreamThatBreaksAfterItsFirstTokenFailsAndIsNotRepeated(String fault) {
        var heard = models.stream("stub-" + fault);
        assertThat(heard.problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        assertThat(heard.textSoFar()).isNotEmpty();
        assertThat(ECHO).startsWith(heard.textSoFar());
        assertThat(heard.ends()).isEqualTo(1);
        assertThat(models.calls().count()).isEqualTo(1);
    }

    @Test
    void aStreamThatBreaksBeforeItsFirstTokenIsAskedAgain() {
        var heard = models.stream("stub-reset-before-times-1");
        assertThat(heard.streamedText()).isEqualTo(ECHO);
        assertThat(heard.outcome().attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stub-html", "stub-redirect"})
    void whatIsNoAnswerIsAnErrorOfTheProvider(String model) {
        assertThat(models.ask(model).problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        assertThat(models.stream(model).problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
    }

    @ParameterizedTest
    @CsvSource({"stub-huge, false", "stub-huge, true", "stub-hugeline, true"})
    void anEndlessAnswerIsCutAndItsConnectionClosed(String model, boolean stream) {
        var heard = stream ? models.stream(model) : models.ask(model);
        assertThat(heard.problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        soon().until(() -> models.calls().openConnections() == 0);
        assertThat(models.calls().count()).isEqualTo(1);
    }

    @Test
    void aProviderThatCannotBeReachedIsAnErrorOfTheProvider() {
        var nowhere = ModelRoute.of("stub", URI.create("http://127.0.0.1:1/v1"), ModelRoute.NO_KEY);
        var heard = new Heard();
        models.client().send(ModelRequest.chat(nowhere, StubbedModels.body("stub", "?", false), false), heard);
        assertThat(heard.problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
    }

    @Test
    void aListenerThatThrowsEndsItsCallAndNoOther() {
        var throwing = models.stream("stub-pace-5-tokens-50").doing(data -> {
            throw new IllegalStateException("a bug, on purpose");
        });
        assertThat(throwing.problem().type()).isEqualTo(ProblemType.INTERNAL_ERROR);
        assertThat(models.stream("stub").streamedText()).isEqualTo(ECHO);
    }

    @Test
    void aStoppedClientEndsItsCallsAndTakesNoMore() {
        var heard = models.ask("stub-hang");
        soon().until(() -> models.calls().count() == 1);
        models.client().close();
        assertThat(heard.problem().type()).isEqualTo(ProblemType.DRAINING);
        assertThat(models.ask("stub").problem().type()).isEqualTo(ProblemType.DRAINING);
        soon().until(() -> models.calls().openConnections() == 0);
    }

    @Test
    void connectionsAreUsedAgain() {
        for (var i = 0; i < 20; i++) {
            models.ask("stub").outcome();
            models.stream("stub").outcome();
        }
        // a stream is over with its last event, a moment before its connection is free
        assertThat(models.calls().allConnections()).isLessThan(10);
    }

    @Test
    void theNumbersTellWhatHappened() {
        models.ask("stub").outcome();
        models.stream("stub").outcome();
        var stats = models.stats("stub");
        assertThat(List.of(stats.calls(), stats.completed(), stats.inFlight())).containsExactly(2L, 2L, 0L);
        assertThat(stats.firstByte().count()).isEqualTo(2);
        models.ask("stub-fail-401").problem();
        assertThat(models.stats("stub-fail-401").failures()).containsExactlyEntriesOf(Map.of("upstream_error", 1L));
        models.ask("stub-fail-500-times-1").outcome();
        assertThat(models.stats("stub-fail-500-times-1").retries()).isEqualTo(1);
    }
}
