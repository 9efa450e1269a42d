package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import steward.identity.Caller;
import steward.identity.Callers;
import steward.platform.http.PendingStream;
import steward.platform.json.Json;
import steward.platform.problem.Problem;

/** One listener's server-sent events. */
final class EventFeed implements Live {
    private final Guest guest;
    private final Callers callers;
    private final PendingStream pending;
    private final List<Runnable> subscriptions = new ArrayList<>(); // guarded by this, as all below
    private Runnable onEnd = () -> {};
    private boolean over;

    EventFeed(Guest guest, Callers callers, PendingStream pending) {
        this.guest = guest;
        this.callers = callers;
        this.pending = pending;
        pending.onGone(this::ended);
    }

    void onEnd(Runnable action) {
        synchronized (this) {
            if (!over) {
                onEnd = action;
                return;
            }
        }
        action.run();
    }

    void hear(String topic, Topics topics) {
        var end = topics.subscribe(topic, guest.caller(), data -> send(topic, data));
        synchronized (this) {
            if (!over) {
                subscriptions.add(end);
                return;
            }
        }
        end.run();
    }

    /** All topics are heard, or one of them cannot be. */
    void begin(Throwable failure) {
        if (failure != null) {
            pending.fail(failure);
            ended();
        } else {
            pending.send(": listening\n\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void send(String topic, JsonNode data) {
        pending.send(frame("event: event\ndata: ", Json.bytes(Frames.event(topic, data))));
    }

    static byte[] error(Problem problem) {
        return frame("event: error\ndata: ", problem.asProblemJson());
    }

    private static byte[] frame(String head, byte[] data) {
        return (head + new String(data, StandardCharsets.UTF_8) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Caller caller() {
        return guest.caller();
    }

    @Override
    public void check() {
        var shown = guest.credential();
        if (shown.isPresent() && callers.knownBy(shown.get(), guest.place()).isEmpty()) {
            pending.end();
            ended();
        }
    }

    @Override
    public void drain(int retryMillis) {
        pending.send(("retry: " + retryMillis + "\n\n").getBytes(StandardCharsets.UTF_8));
        pending.end();
        ended();
    }

    private void ended() {
        List<Runnable> heard;
        Runnable last;
        synchronized (this) {
            over = true;
            heard = List.copyOf(subscriptions);
            subscriptions.clear();
            last = onEnd;
            onEnd = () -> {};
        }
        heard.forEach(Runnable::run);
        last.run();
    }
}
