package steward.chat;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import steward.platform.http.PendingBody;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;

/** An answer in one JSON document. */
final class PlainAnswer implements AnswerListener {
    private final PendingBody pending;
    private final RequestContext context;
    private volatile int attempts;

    PlainAnswer(PendingBody pending, RequestContext context) {
        this.pending = pending;
        this.context = context;
    }

    @Override
    public void status(CacheStatus status) {
        // told with the whole answer
    }

    @Override
    public void conversation(UUID id) {
        // told with the whole answer
    }

    @Override
    public void attempts(int told) {
        attempts = told;
    }

    @Override
    public void began(Beginning beginning) {
        // told with the whole answer
    }

    @Override
    public void delta(String text) {
        // told with the whole answer
    }

    @Override
    public void finished(Finished answer) {
        pending.send(response -> headers(answer, response), joined(answer));
    }

    @Override
    public void failed(ProblemException problem) {
        pending.fail(problem);
    }

    private void headers(Finished answer, HttpServletResponse response) {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Steward-Cache", answer.status().header());
        response.setHeader("X-Steward-Answer-Mode", answer.tree().path("mode").asText());
        response.setHeader("X-Steward-Provider", answer.tree().path("provider").asText());
        response.setHeader("X-Steward-Attempts", Integer.toString(attempts));
        if (answer.status() == CacheStatus.HIT) {
            response.setHeader("Age", Long.toString(answer.age().toSeconds()));
        }
    }

    /** What is this asker's own, in front of what everybody gets. */
    private byte[] joined(Finished answer) {
        var own = new StringBuilder(200).append('{');
        if (answer.conversationId() != null) {
            own.append("\"conversation_id\":\"").append(answer.conversationId()).append("\",");
        }
        own.append("\"request_id\":\"").append(context.id()).append("\",\"cached\":");
        own.append(answer.status() == CacheStatus.HIT)
                .append(",\"saved\":")
                .append(answer.saved())
                .append(',');
        var head = own.toString().getBytes(StandardCharsets.UTF_8);
        var body = new byte[head.length + answer.body().length - 1];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(answer.body(), 1, body, head.length, answer.body().length - 1);
        return body;
    }
}
