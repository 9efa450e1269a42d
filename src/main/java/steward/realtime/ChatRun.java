package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import steward.chat.AnswerEvents;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/**
 * One answer over a socket. Its frames are numbered and kept, so that a client whose connection broke can have the rest on
 * another one. Thread-safe.
 */
final class ChatRun implements AnswerEvents {
    /** Beyond this nothing can be resumed; the answer itself goes on. */
    static final int MOST_KEPT_CHARACTERS = 1 << 20;

    private final String id;
    private final Frames frames;
    private final LongSupplier nanoTime;
    private final List<String> kept = new ArrayList<>(); // guarded by this, as all below
    private long keptCharacters;
    private JsonNode usage;
    private Consumer<String> client;
    private Runnable stop = () -> {};
    private boolean stopped;
    private boolean over;
    private long restingSince;

    ChatRun(String id, Frames frames, LongSupplier nanoTime, Consumer<String> client) {
        this.id = id;
        this.frames = frames;
        this.nanoTime = nanoTime;
        this.client = client;
    }

    void stopWith(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                stop = action;
                return;
            }
        }
        action.run();
    }

    @Override
    public void event(String name, JsonNode data) {
        switch (name) {
            case "usage" -> keepUsage(data);
            case "citations" -> tell(frame(name).set("citations", data));
            case "done" -> end(done(data));
            case "delta" -> tell(frame(name).set("text", data.path("text")));
            default -> tell(frame(name).setAll((ObjectNode) data));
        }
    }

    private synchronized void keepUsage(JsonNode data) {
        usage = data;
    }

    private synchronized JsonNode done(JsonNode data) {
        return frame("done").<ObjectNode>setAll((ObjectNode) data).set("usage", usage);
    }

    @Override
    public void failed(ProblemException problem) {
        end(frames.error(id, problem));
    }

    private ObjectNode frame(String type) {
        return Json.mapper().createObjectNode().put("type", type).put("id", id);
    }

    private synchronized void end(JsonNode frame) {
        if (!over) {
            tell(frame);
            over = true;
            restingSince = nanoTime.getAsLong();
        }
    }

    private synchronized void tell(JsonNode frame) {
        if (over) {
            return;
        }
        var text = new String(Json.bytes(((ObjectNode) frame).put("seq", kept.size() + 1)), StandardCharsets.UTF_8);
        keptCharacters += text.length();
        // the numbers must go on; the texts need not be kept
        kept.add(keptCharacters > MOST_KEPT_CHARACTERS ? "" : text);
        if (client != null) {
            client.accept(text);
        }
    }

    /** Goes on telling this client, beginning behind the frame that it had last; empty where too much was said since. */
    synchronized Optional<List<String>> resume(int afterSeq, Consumer<String> other) {
        if (keptCharacters > MOST_KEPT_CHARACTERS || afterSeq < 0 || afterSeq > kept.size()) {
            return Optional.empty();
        }
        var missed = List.copyOf(kept.subList(afterSeq, kept.size()));
        missed.forEach(other);
        client = other;
        return Optional.of(missed);
    }

    /** This client hears no more; another one may resume. */
    synchronized void leave(Consumer<String> gone) {
        if (client == gone) {
            client = null;
            restingSince = over ? restingSince : nanoTime.getAsLong();
        }
    }

    void stop() {
        Runnable action;
        synchronized (this) {
            stopped = true;
            over = true;
            action = stop;
            restingSince = nanoTime.getAsLong();
        }
        action.run();
    }

    /** Since when nobody listens or nothing is said, in nanoseconds; 0 while it is told to a client. */
    synchronized long restedNanos() {
        return client != null && !over ? 0 : nanoTime.getAsLong() - restingSince;
    }

    synchronized boolean isOver() {
        return over;
    }
}
