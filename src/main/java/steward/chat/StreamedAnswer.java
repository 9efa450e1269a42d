package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import steward.platform.http.PendingStream;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/**
 * An answer as server-sent events: {@code meta}, {@code delta}…, {@code citations}, {@code usage}, {@code done}, or
 * {@code error}. Its listener's calls come one at a time.
 */
final class StreamedAnswer implements AnswerListener {
    private final PendingStream pending;
    private final RequestContext context;
    private volatile CacheStatus status = CacheStatus.MISS;
    private volatile String mode;
    private volatile long ageSeconds;
    private volatile UUID conversationId;
    private boolean begun;
    private int lastId;

    /** @param open makes the pending stream, given who sets its headers */
    StreamedAnswer(RequestContext context, Function<StreamedAnswer, PendingStream> open) {
        this.context = context;
        this.pending = open.apply(this);
    }

    PendingStream pending() {
        return pending;
    }

    void headers(HttpServletResponse response) {
        response.setHeader("X-Steward-Cache", status.header());
        if (mode != null) {
            response.setHeader("X-Steward-Answer-Mode", mode);
        }
        if (status == CacheStatus.HIT) {
            response.setHeader("Age", Long.toString(ageSeconds));
        }
    }

    @Override
    public void status(CacheStatus known) {
        status = known;
    }

    @Override
    public void conversation(UUID id) {
        conversationId = id;
    }

    @Override
    public void began(Beginning beginning) {
        if (begun) {
            return;
        }
        begun = true;
        mode = beginning.mode();
        var meta = Json.mapper().createObjectNode();
        meta.put("request_id", context.id());
        meta.put("mode", beginning.mode());
        meta.put("model", beginning.model());
        meta.put("provider", beginning.provider());
        meta.put("cached", status == CacheStatus.HIT);
        if (Boolean.TRUE.equals(beginning.fallback())) {
            meta.put("fallback", true);
        }
        if (conversationId != null) {
            meta.put("conversation_id", conversationId.toString());
        }
        meta.set("passages", Json.mapper().valueToTree(beginning.citations()));
        send("meta", meta);
    }

    @Override
    public void delta(String text) {
        send("delta", Json.mapper().createObjectNode().put("id", lastId + 1).put("text", text));
    }

    @Override
    public void finished(Finished answer) {
        status = answer.status();
        ageSeconds = answer.age().toSeconds();
        var tree = answer.tree();
        if (!begun) {
            began(beginning(tree));
            delta(tree.path("answer").asText());
        }
        send("citations", tree.path("citations"));
        send("usage", tree.path("usage"));
        send("done", done(answer));
        pending.end();
    }

    private static Beginning beginning(JsonNode answer) {
        return new Beginning(
                answer.path("mode").asText(),
                answer.path("model").asText(),
                answer.path("provider").asText(),
                answer.path("fallback").asBoolean() ? true : null,
                List.of());
    }

    private JsonNode done(Finished answer) {
        var done = Json.mapper().createObjectNode();
        if (answer.conversationId() != null) {
            done.put("conversation_id", answer.conversationId().toString());
        }
        return done.put("saved", answer.saved())
                .put("cached", answer.status() == CacheStatus.HIT)
                .put("request_id", context.id());
    }

    @Override
    public void failed(ProblemException problem) {
        pending.fail(problem);
    }

    private void send(String event, JsonNode data) {
        lastId++;
        pending.send(frame("id: " + lastId + "\nevent: " + event, Json.bytes(data)));
    }

    static byte[] frame(String head, byte[] data) {
        var before = (head + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        var frame = new byte[before.length + data.length + 2];
        System.arraycopy(before, 0, frame, 0, before.length);
        System.arraycopy(data, 0, frame, before.length, data.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }
}
