package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.admission.Decision;
import steward.admission.LimiterStats;
import steward.admission.RateLimiter;
import steward.chat.AnswerEvents;
import steward.identity.Caller;
import steward.identity.Callers.Place;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

class PeerTest {
    private static final Caller STRANGER = new Caller("ip:10.0.0.1", false, false);
    private static final Caller ANNA = new Caller("key:anna", true, false);

    private static final Place PLACE = new Place("10.0.0.1", false);

    private final FakeTime time = new FakeTime();
    private final FakeHall hall = new FakeHall();

    @Test
    void withoutAKeyNothingButAKeyIsHeard() {
        hall.keyRequired = true;
        var line = new FakeWire();
        var peer = peer(STRANGER, line);
        assertThat(line.sent).isEmpty();
        peer.hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"年假?\"}");
        assertThat(line.closed).isEqualTo(4401);
    }

    @Test
    void theFirstFrameMayShowTheKey() {
        hall.keyRequired = true;
        hall.keys.put("sk-anna", ANNA);
        var line = new FakeWire();
        var peer = peer(STRANGER, line);
        peer.hear("{\"type\":\"auth\",\"token\":\"sk-anna\"}");
        assertThat(line.last().path("type").asText()).isEqualTo("ready");
        assertThat(line.last().path("authenticated").asBoolean()).isTrue();
        assertThat(peer.caller()).isEqualTo(ANNA);
    }

    @Test
    void anUnknownKeyEndsTheConnection() {
        hall.keyRequired = true;
        var line = new FakeWire();
        peer(STRANGER, line).hear("{\"type\":\"auth\",\"token\":\"sk-nobody\"}");
        assertThat(line.closed).isEqualTo(4401);
    }

    @Test
    void aKeyThatIsRevokedEndsTheConnectionAtTheNextCheck() {
        hall.keys.put("sk-anna", ANNA);
        var line = new FakeWire();
        var peer = new Peer(
                "s",
                new Guest(ANNA, PLACE, "req_1", Locale.CHINESE, Optional.of("sk-anna")),
                line,
                hall,
                time::nanoTime);
        peer.begin();
        peer.check();
        assertThat(line.closed).isZero();
        hall.keys.clear();
        peer.check();
        assertThat(line.closed).isEqualTo(4401);
    }

    @Test
    void anAnswerComesInNumberedFrames() {
        var line = new FakeWire();
        peer(ANNA, line).hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"年假?\"}");
        hall.answer(0, "十天", " days");
        assertThat(line.types()).containsExactly("ready", "delta", "delta", "citations", "done");
        assertThat(line.frame(1).path("text").asText()).isEqualTo("十天");
        assertThat(line.frame(4).path("seq").asInt()).isEqualTo(4);
        assertThat(line.frame(4).at("/usage/total_tokens").asInt()).isEqualTo(3);
        assertThat(hall.questions).containsExactly("{\"message\":\"年假?\"}");
    }

    @Test
    void aCancelledAnswerIsStoppedAndSaysNothingMore() {
        var line = new FakeWire();
        var peer = peer(ANNA, line);
        peer.hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"x\"}");
        peer.hear("{\"type\":\"cancel\",\"id\":\"a\"}");
        assertThat(hall.stopped).isEqualTo(1);
        hall.answer(0, "late");
        assertThat(line.types()).containsExactly("ready");
    }

    @Test
    void afterABreakTheRestComesOnAnotherConnection() {
        var first = new FakeWire();
        var broken = peer(ANNA, first);
        broken.hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"x\"}");
        hall.asked.get(0).event("delta", delta("一"));
        broken.ended();
        hall.asked.get(0).event("delta", delta("二"));
        var second = new FakeWire();
        peer(ANNA, second).hear("{\"type\":\"resume\",\"id\":\"a\",\"after_seq\":1}");
        hall.asked.get(0).event("delta", delta("三"));
        assertThat(second.frames().stream()
                        .map(frame -> frame.path("text").asText())
                        .toList())
                .containsExactly("", "二", "三");
        assertThat(hall.stopped).isZero();
    }

    @Test
    void nobodyElseCanResumeAnAnswer() {
        peer(ANNA, new FakeWire()).hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"x\"}");
        var other = new FakeWire();
        peer(new Caller("key:bert", true, false), other).hear("{\"type\":\"resume\",\"id\":\"a\",\"after_seq\":0}");
        assertThat(other.last().path("code").asText()).isEqualTo("gone");
    }

    @Test
    void anAnswerThatNobodyComesBackForIsStopped() {
        var peer = peer(ANNA, new FakeWire());
        peer.hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"x\"}");
        peer.ended();
        time.advance(Duration.ofSeconds(29));
        hall.chats.sweep();
        assertThat(hall.stopped).isZero();
        time.advance(Duration.ofSeconds(2));
        hall.chats.sweep();
        assertThat(hall.stopped).isEqualTo(1);
    }

    @Test
    void questionsOnSocketsCountAgainstTheSameLimit() {
        hall.left = 1;
        var line = new FakeWire();
        var peer = peer(ANNA, line);
        peer.hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"x\"}");
        peer.hear("{\"type\":\"chat\",\"id\":\"b\",\"message\":\"x\"}");
        assertThat(line.last().path("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(line.last().path("id").asText()).isEqualTo("b");
        assertThat(line.last().path("retry_after").asInt()).isEqualTo(7);
    }

    @Test
    void eventsOfATopicComeUntilItsEnd() {
        var line = new FakeWire();
        var peer = peer(ANNA, line);
        peer.hear("{\"type\":\"subscribe\",\"topic\":\"metrics\"}");
        hall.listeners.get("metrics").accept(Json.mapper().createObjectNode().put("running", 2));
        assertThat(line.last().path("topic").asText()).isEqualTo("metrics");
        assertThat(line.last().path("running").asInt()).isEqualTo(2);
        peer.ended();
        assertThat(hall.listeners).isEmpty();
    }

    @Test
    void aTopicThatDoesNotExistAndOneOfAnotherAreRefused() {
        var line = new FakeWire();
        var peer = peer(ANNA, line);
        peer.hear("{\"type\":\"subscribe\",\"topic\":\"weather\"}");
        assertThat(line.last().path("code").asText()).isEqualTo("validation_failed");
        peer.hear("{\"type\":\"subscribe\",\"topic\":\"task:of-bert\"}");
        assertThat(line.last().path("code").asText()).isEqualTo("not_found");
    }

    @Test
    void nonsenseIsAnsweredInTheClientsLanguage() {
        var line = new FakeWire();
        var peer = peer(ANNA, line);
        peer.hear("{");
        assertThat(line.last().path("code").asText()).isEqualTo("malformed_json");
        assertThat(line.last().path("detail").asText()).contains("请求体");
        peer.hear("{\"type\":\"dance\"}");
        assertThat(line.last().path("code").asText()).isEqualTo("validation_failed");
        assertThat(line.closed).isZero();
    }

    @Test
    void whoSendsTooFastIsCutOff() {
        var line = new FakeWire();
        var peer = peer(ANNA, line);
        for (int at = 0; at < FrameRate.AT_ONCE; at++) {
            peer.hear("{\"type\":\"ping\"}");
        }
        assertThat(line.closed).isZero();
        peer.hear("{\"type\":\"ping\"}");
        assertThat(line.closed).isEqualTo(4429);
    }

    @Test
    void whoDoesNotReadIsCutOff() {
        var line = new FakeWire();
        line.stuck = true;
        var peer = peer(ANNA, line);
        peer.hear("{\"type\":\"chat\",\"id\":\"a\",\"message\":\"x\"}");
        for (int at = 0; at < 3; at++) {
            hall.asked.get(0).event("delta", delta("字".repeat(200_000)));
        }
        assertThat(line.closed).isEqualTo(4429);
    }

    @Test
    void anInstanceThatStopsSaysWhenToComeAgain() {
        var line = new FakeWire();
        peer(ANNA, line).drain(1_500);
        assertThat(line.closed).isEqualTo(1001);
        assertThat(line.reason).isEqualTo("{\"retry_ms\":1500}");
    }

    private Peer peer(Caller caller, Wire wire) {
        var peer = new Peer(
                "s", new Guest(caller, PLACE, "req_1", Locale.CHINESE, Optional.empty()), wire, hall, time::nanoTime);
        peer.begin();
        return peer;
    }

    private static JsonNode delta(String text) {
        return Json.mapper().createObjectNode().put("text", text);
    }

    /** Keeps what is written. */
    private static final class FakeWire implements Wire {
        private final List<String> sent = new ArrayList<>();
        private boolean stuck;
        private int closed;
        private String reason;

        @Override
        public void send(String text, Runnable written) {
            sent.add(text);
            if (!stuck) {
                written.run();
            }
        }

        @Override
        public void ping() {
            // nobody answers
        }

        @Override
        public void close(CloseCode code, String why) {
            closed = code.number();
            reason = why;
        }

        List<JsonNode> frames() {
            return sent.stream()
                    .map(text -> Json.tree(text.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }

        JsonNode frame(int at) {
            return frames().get(at);
        }

        JsonNode last() {
            return frame(sent.size() - 1);
        }

        List<String> types() {
            return frames().stream().map(frame -> frame.path("type").asText()).toList();
        }
    }

    /** An instance of which everything can be set. */
    private final class FakeHall implements Hall, RateLimiter {
        private final Map<String, Caller> keys = new HashMap<>();
        private final List<AnswerEvents> asked = new ArrayList<>();
        private final List<String> questions = new ArrayList<>();
        private final Map<String, Consumer<JsonNode>> listeners = new HashMap<>();
        private final ChatRuns chats = new ChatRuns(this::ask, this, time::nanoTime);
        private boolean keyRequired;
        private int left = 100;
        private int stopped;

        private Runnable ask(byte[] question, Caller caller, RequestContext context, AnswerEvents events) {
            questions.add(new String(question, StandardCharsets.UTF_8));
            asked.add(events);
            return () -> stopped++;
        }

        void answer(int index, String... texts) {
            var events = asked.get(index);
            for (var text : texts) {
                events.event("delta", delta(text));
            }
            events.event("citations", Json.mapper().createArrayNode());
            events.event("usage", Json.mapper().createObjectNode().put("total_tokens", 3));
            events.event("done", Json.mapper().createObjectNode().put("saved", true));
        }

        @Override
        public Decision take(String client) {
            return new Decision(left-- > 0, 60, Math.max(0, left), Duration.ZERO, Duration.ofSeconds(7));
        }

        @Override
        public Decision take(String client, int requestsPerMinute) {
            return take(client);
        }

        @Override
        public LimiterStats stats() {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public String serverId() {
            return "server-1";
        }

        @Override
        public boolean keyRequired() {
            return keyRequired;
        }

        @Override
        public Optional<Caller> known(String credential, Place place) {
            return Optional.ofNullable(keys.get(credential));
        }

        @Override
        public boolean moved(Caller from, Caller to) {
            return true;
        }

        @Override
        public Executor blocking() {
            return Runnable::run;
        }

        @Override
        public ChatRuns chats() {
            return chats;
        }

        @Override
        public Topics topics() {
            return new Topics(List.of(this::listen));
        }

        private Optional<Runnable> listen(String topic, Caller caller, Consumer<JsonNode> onEvent) {
            if (topic.equals("task:of-bert")) {
                throw new ProblemException(ProblemType.NOT_FOUND).with("what", "task");
            }
            if (!topic.equals("metrics")) {
                return Optional.empty();
            }
            listeners.put(topic, onEvent);
            return Optional.of(() -> listeners.remove(topic));
        }
    }
}
