package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import steward.platform.problem.Problem;

/**
 * A pending request that is answered with server-sent events. The stream is opened by its first frame, or after a second
 * of waiting, so that whatever fails quickly is still a plain HTTP status and whatever takes long shows signs of life.
 */
public final class PendingStream extends Pending {
    private static final long OPEN_AFTER_MILLIS = 1_000;

    private final ScheduledExecutorService timer;
    private final boolean pingOften;
    private final Consumer<HttpServletResponse> headers;
    private final Function<Problem, byte[]> errorFrame;
    private final ScheduledFuture<?> opening;
    private EventStream stream; // guarded by this

    /**
     * @param headers sets the headers when the stream opens
     * @param errorFrame how a problem is told once the stream is open
     */
    public PendingStream(
            AsyncContext async,
            ClientWatch clients,
            ScheduledExecutorService timer,
            Consumer<HttpServletResponse> headers,
            Function<Problem, byte[]> errorFrame) {
        super(async, clients);
        this.timer = timer;
        this.pingOften = !clients.works();
        this.headers = headers;
        this.errorFrame = errorFrame;
        this.opening = timer.schedule(() -> opened(), OPEN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Sends a whole frame, ending in an empty line. Nothing happens after the end. */
    public void send(byte[] frame) {
        var open = opened();
        if (open != null) {
            open.send(frame);
        }
    }

    /** Ends the stream when all frames are written. */
    public void end() {
        var open = opened();
        if (finish()) {
            opening.cancel(false);
            open.end();
        }
    }

    @Override
    public void fail(Throwable failure) {
        EventStream open;
        synchronized (this) {
            open = stream;
            if (!finish()) {
                return;
            }
        }
        opening.cancel(false);
        if (open == null) {
            AsyncProblem.send(async, failure);
        } else {
            open.send(errorFrame.apply(ProblemResponse.rendered(request, failure)));
            open.end();
        }
    }

    @Override
    void letGo() {
        opening.cancel(false);
        EventStream open;
        synchronized (this) {
            open = stream;
        }
        if (open == null) {
            async.complete();
        } else {
            open.abort();
        }
    }

    private EventStream opened() {
        if (!open()) {
            // not under the lock: whoever is told may hold another one that waits for this
            left();
        }
        synchronized (this) {
            return isOver() ? null : stream;
        }
    }

    /** False where the connection is broken. */
    private synchronized boolean open() {
        if (stream == null && !isOver()) {
            headers.accept(response);
            RequestContext.of(request).writeTimings(response);
            try {
                stream = EventStream.open(async, timer, pingOften, this::left);
            } catch (IOException broken) {
                return false;
            }
        }
        return true;
    }
}
