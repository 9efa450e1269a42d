package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/** Turns an answer into its events. */
final class EventfulAnswer implements AnswerListener {
    private final RequestContext context;
    private final AnswerEvents events;
    private CacheStatus status = CacheStatus.MISS;
    private volatile UUID conversationId;
    private boolean begun;
    private int deltas;

    EventfulAnswer(RequestContext context, AnswerEvents events) {
        this.context = context;
        this.events = events;
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
        events.event("meta", meta);
    }

    @Override
    public void delta(String text) {
        // the meta event has the first number
        deltas++;
        events.event(
                "delta", Json.mapper().createObjectNode().put("id", deltas + 1).put("text", text));
    }

    @Override
    public void finished(Finished answer) {
        status = answer.status();
        var tree = answer.tree();
        if (!begun) {
            began(beginning(tree));
            delta(tree.path("answer").asText());
        }
        events.event("citations", tree.path("citations"));
        events.event("usage", tree.path("usage"));
        events.event("done", done(answer));
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
        events.failed(problem);
    }
}
