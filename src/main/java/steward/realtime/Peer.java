package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.Caller;
import steward.identity.Scope;
import steward.platform.http.JsonText;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.stream.Listener;

/**
 * The other side of one connection: who it is, what it asked and what it listens to. The container gives its frames one at a
 * time; everything else may come from any thread.
 */
final class Peer implements Live {
    private static final Logger LOG = Logger.getLogger(Peer.class.getName());
    private static final int LONGEST_ID = 100;

    private final String session;
    private final Guest guest;
    private final Hall hall;
    private final Outbox out;
    private final Frames frames;
    private final FrameRate rate;
    private final InTurn turn;
    private final Listener<String> telling;
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, ChatRun> chats = new HashMap<>(); // guarded by this, as all below
    private final Map<String, Runnable> topics = new HashMap<>();
    private Caller caller;
    private Optional<String> credential;
    private boolean ready;
    private boolean over;

    Peer(String session, Guest guest, Wire wire, Hall hall, LongSupplier nanoTime) {
        this.session = session;
        this.guest = guest;
        this.hall = hall;
        this.out = new Outbox(wire);
        this.frames = new Frames(guest.locale(), guest.requestId());
        this.rate = new FrameRate(nanoTime);
        this.turn = new InTurn(hall.blocking());
        // of its own, so that an answer can tell whom it was told to
        this.telling = text -> out.send(text);
        this.caller = guest.caller();
        this.credential = guest.credential();
    }

    /** Lets the client begin, if it needs no key or has shown it in the handshake. */
    void begin() {
        if (guest.caller().known() || !hall.keyRequired()) {
            ready();
        }
    }

    private void ready() {
        synchronized (this) {
            ready = true;
        }
        send(frames.ready(hall.serverId(), session, caller().known()));
    }

    void hear(String text) {
        if (!rate.take()) {
            close(CloseCode.LIMIT, "too many frames");
            return;
        }
        turn.run(() -> handle(text));
    }

    private void handle(String text) {
        String id = null;
        try {
            var frame = JsonText.object(text.getBytes(StandardCharsets.UTF_8));
            id = frame.path("id").isTextual() ? frame.path("id").textValue() : null;
            hear(frame.path("type").asText(), id, (ObjectNode) frame);
        } catch (ProblemException problem) {
            send(frames.error(id, problem));
        } catch (RuntimeException failure) {
            LOG.log(Level.SEVERE, "realtime.frame_failed request_id=" + guest.requestId(), failure);
            send(frames.error(id, new ProblemException(ProblemType.INTERNAL_ERROR, failure)));
        }
    }

    private void hear(String type, String id, ObjectNode frame) {
        if (!isReady() && !type.equals("auth")) {
            close(CloseCode.UNAUTHORIZED, "auth first");
            return;
        }
        switch (type) {
            case "auth" -> authenticate(frame.path("token").asText());
            case "chat" -> ask(checkedId(id), frame);
            case "cancel" -> chat(checkedId(id)).ifPresent(ChatRun::stop);
            case "resume" -> resume(checkedId(id), frame.path("after_seq").asInt(0));
            case "subscribe" -> subscribe(frame.path("topic").textValue());
            case "unsubscribe" -> unsubscribe(frame.path("topic").asText());
            case "ping" -> send(Frames.pong());
            default ->
                throw new ProblemException(ProblemType.VALIDATION_FAILED)
                        .field(
                                "type",
                                "one_of",
                                Map.of("allowed", "auth, chat, cancel, resume, subscribe, unsubscribe, ping"));
        }
    }

    private void authenticate(String token) {
        var known = hall.known(token, guest.place());
        if (known.isEmpty()) {
            close(CloseCode.UNAUTHORIZED, "unknown key");
            return;
        }
        var before = caller();
        synchronized (this) {
            caller = known.get();
            credential = Optional.of(token);
        }
        if (hall.moved(before, known.get())) {
            ready();
        } else {
            close(CloseCode.LIMIT, "too many connections");
        }
    }

    private static String checkedId(String id) {
        if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED).field("id", "required", Map.of());
        }
        return id;
    }

    private void ask(String id, ObjectNode frame) {
        caller().require(Scope.CHAT);
        synchronized (this) {
            chats.values().removeIf(ChatRun::isOver);
            if (chats.size() >= ChatRuns.MOST_AT_ONCE) {
                throw busy();
            }
        }
        var question = Json.bytes(frame.deepCopy().without(List.of("type", "id")));
        var context = new RequestContext(
                guest.requestId() + '.' + asked.incrementAndGet(), guest.locale(), System.nanoTime());
        join(id, hall.chats().ask(id, question, caller(), context, telling));
    }

    private static ProblemException busy() {
        return new ProblemException(ProblemType.SERVER_BUSY)
                .with("running", ChatRuns.MOST_AT_ONCE)
                .with("limit", ChatRuns.MOST_AT_ONCE)
                .with("waiting", 0)
                .with("setting", "REALTIME_MAX_PER_CALLER")
                .retryAfter(Duration.ofSeconds(1));
    }

    private void resume(String id, int afterSeq) {
        join(id, hall.chats().resume(id, afterSeq, caller(), telling));
    }

    private void join(String id, ChatRun run) {
        boolean late;
        synchronized (this) {
            late = over;
            chats.put(id, run);
        }
        if (late) {
            run.leave(telling);
        }
    }

    private synchronized Optional<ChatRun> chat(String id) {
        return Optional.ofNullable(chats.get(id));
    }

    private void subscribe(String topic) {
        synchronized (this) {
            if (topics.containsKey(topic)) {
                return;
            }
            if (topics.size() >= Topics.MOST) {
                throw new ProblemException(ProblemType.VALIDATION_FAILED)
                        .field("topic", "max_items", Map.of("max", Topics.MOST, "actual", topics.size() + 1));
            }
        }
        // told before its first event
        var end = hall.topics().subscribe(topic, caller(), data -> send(Frames.event(topic, data)));
        boolean late;
        synchronized (this) {
            late = over;
            topics.put(topic, end);
        }
        if (late) {
            end.run();
        } else {
            send(Frames.subscribed(topic));
        }
    }

    private void unsubscribe(String topic) {
        Runnable end;
        synchronized (this) {
            end = topics.remove(topic);
        }
        if (end != null) {
            end.run();
        }
    }

    private void send(JsonNode frame) {
        out.send(Frames.text(frame));
    }

    void close(CloseCode code, String reason) {
        out.close(code, reason);
    }

    /** The connection is over: subscriptions end, answers wait for a while for their client to come back. */
    void ended() {
        Map<String, ChatRun> left;
        Map<String, Runnable> heard;
        synchronized (this) {
            over = true;
            left = Map.copyOf(chats);
            heard = Map.copyOf(topics);
        }
        out.ended();
        left.values().forEach(run -> run.leave(telling));
        heard.values().forEach(Runnable::run);
    }

    @Override
    public void drain(int retryMillis) {
        close(CloseCode.GOING_AWAY, "{\"retry_ms\":" + retryMillis + "}");
    }

    @Override
    public void check() {
        out.ping();
        Optional<String> shown;
        synchronized (this) {
            shown = credential;
        }
        if (shown.isPresent()) {
            var still = hall.known(shown.get(), guest.place());
            still.ifPresentOrElse(this::become, () -> close(CloseCode.UNAUTHORIZED, "key expired or revoked"));
        }
    }

    /** Rights may have changed; subscriptions that are allowed no more end with the next check of their source. */
    private synchronized void become(Caller again) {
        caller = again;
    }

    @Override
    public synchronized Caller caller() {
        return caller;
    }

    synchronized boolean isReady() {
        return ready;
    }
}
