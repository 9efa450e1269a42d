package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.stream.LiveStream;

/** An answer as server-sent events. Its listener's calls come one at a time. */
final class StreamedAnswer implements AnswerListener, AnswerEvents {
    private final LiveStream live;
    private final EventfulAnswer answer;
    private volatile CacheStatus status = CacheStatus.MISS;
    private volatile String mode; // null until the answer begins
    private volatile String provider;
    private volatile int attempts;
    private volatile long ageSeconds;

    /** @param open makes the stream, given who sets its headers */
    StreamedAnswer(RequestContext context, Function<StreamedAnswer, LiveStream> open) {
        this.answer = new EventfulAnswer(context, this);
        this.live = open.apply(this);
    }

    LiveStream live() {
        return live;
    }

    void headers(HttpServletResponse response) {
        response.setHeader("X-Steward-Cache", status.header());
        if (mode != null) {
            response.setHeader("X-Steward-Answer-Mode", mode);
            response.setHeader("X-Steward-Provider", provider);
            response.setHeader("X-Steward-Attempts", Integer.toString(attempts));
        }
        if (status == CacheStatus.HIT) {
            response.setHeader("Age", Long.toString(ageSeconds));
        }
    }

    @Override
    public void status(CacheStatus known) {
        status = known;
        answer.status(known);
    }

    @Override
    public void conversation(UUID id) {
        answer.conversation(id);
    }

    @Override
    public void attempts(int told) {
        attempts = told;
    }

    @Override
    public void began(Beginning beginning) {
        answer.began(beginning);
    }

    @Override
    public void delta(String text) {
        answer.delta(text);
    }

    @Override
    public void finished(Finished whole) {
        status = whole.status();
        ageSeconds = whole.age().toSeconds();
        answer.finished(whole);
        live.end();
    }

    @Override
    public void failed(ProblemException problem) {
        live.fail(problem);
    }

    @Override
    public void event(String event, JsonNode data) {
        if (event.equals("meta")) {
            provider = data.path("provider").asText();
            mode = data.path("mode").asText();
        }
        live.sendNumbered(frame("event: " + event, Json.bytes(data)));
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
