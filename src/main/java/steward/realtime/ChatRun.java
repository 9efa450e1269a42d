package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.LongSupplier;
import steward.chat.AnswerEvents;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.stream.KeptSize;
import steward.platform.stream.Listener;
import steward.platform.stream.Transcript;
import steward.platform.stream.Transcript.Resumed;

/**
 * One answer over a socket. Its frames are numbered and kept, so that a client whose connection broke can have the rest on
 * another one. Thread-safe.
 */
final class ChatRun implements AnswerEvents {
    /** Beyond this nothing can be resumed; the answer itself goes on. */
    static final int MOST_KEPT_CHARACTERS = 1 << 20;

    private final String id;
    private final Frames frames;
    private final Transcript<String> said;
    private volatile JsonNode usage;

    ChatRun(String id, Frames frames, LongSupplier nanoTime, KeptSize all, Listener<String> client) {
        this.id = id;
        this.frames = frames;
        this.said = new Transcript<>(nanoTime, String::length, MOST_KEPT_CHARACTERS, all, client);
    }

    void stopWith(Runnable action) {
        said.stopWith(action);
    }

    @Override
    public void event(String name, JsonNode data) {
        switch (name) {
            case "usage" -> usage = data;
            case "citations" -> tell(frame(name).set("citations", data));
            case "done" ->
                end(frame("done").<ObjectNode>setAll((ObjectNode) data).set("usage", usage));
            case "delta" -> tell(frame(name).set("text", data.path("text")));
            default -> tell(frame(name).setAll((ObjectNode) data));
        }
    }

    @Override
    public void failed(ProblemException problem) {
        end(frames.error(id, problem));
    }

    private ObjectNode frame(String type) {
        return Json.mapper().createObjectNode().put("type", type).put("id", id);
    }

    private void end(JsonNode frame) {
        tell(frame);
        said.end();
    }

    private void tell(JsonNode frame) {
        said.tell(number -> Json.text(((ObjectNode) frame).put("seq", number)));
    }

    /** Goes on telling this client, beginning behind the frame that it had last; false where that is not kept. */
    boolean resume(int afterSeq, Listener<String> other) {
        var resumed = said.resume(afterSeq, other);
        return resumed != Resumed.NOT_KEPT && resumed != Resumed.AHEAD;
    }

    /** This client hears no more; another one may resume. */
    void leave(Listener<String> gone) {
        said.leave(gone);
    }

    void stop() {
        said.stop();
    }

    /** Gives back what it keeps. */
    void forget() {
        said.forget();
    }

    /** Since when nobody listens or nothing is said, in nanoseconds; 0 while it is told to a client. */
    long restedNanos() {
        return said.restedNanos();
    }

    boolean isOver() {
        return said.isOver();
    }
}
