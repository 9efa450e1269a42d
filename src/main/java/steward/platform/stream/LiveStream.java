package steward.platform.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import steward.platform.http.PendingStream;
import steward.platform.http.ProblemResponse;
import steward.platform.http.RequestContext;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.stream.Transcript.Resumed;

/**
 * An answer as server-sent events that has a name: whoever asked for it may stop it from another connection, and, where it
 * was asked for as one that can be resumed, have the rest of it there. One that cannot is stopped as soon as its client
 * leaves. Thread-safe.
 */
public final class LiveStream {
    /** What one answer may keep, in bytes: half of what may wait for a client, who could else not take the rest. */
    static final int MOST_KEPT_BYTES = 1 << 19;

    private final UUID id;
    private final String owner;
    private final boolean resumable;
    private final RequestContext context;
    private final Transcript<byte[]> said;
    private final Runnable onOver;
    private volatile Function<Problem, byte[]> errorFrame;
    private volatile byte[] lastFrame; // null until it has failed
    private volatile Throwable failure;

    /** @param open makes the connection to whoever asks, given how a problem is told on it */
    LiveStream(
            UUID id,
            String owner,
            boolean resumable,
            RequestContext context,
            KeptSize all,
            LongSupplier nanoTime,
            Function<Problem, byte[]> errorFrame,
            Function<LiveStream, PendingStream> open,
            Runnable onOver) {
        this.id = id;
        this.owner = owner;
        this.resumable = resumable;
        this.context = context;
        this.errorFrame = errorFrame;
        this.onOver = onOver;
        var client = new Client(open.apply(this));
        this.said = new Transcript<>(nanoTime, frame -> frame.length, resumable ? MOST_KEPT_BYTES : 0, all, client);
        client.watch();
    }

    /** Its name, as in {@code X-Steward-Stream}. */
    public UUID id() {
        return id;
    }

    boolean isOf(String caller) {
        return owner.equals(caller);
    }

    /** What ends the source of the answer: the client has left for good, or said stop. Must not block. */
    public void stopWith(Runnable action) {
        said.stopWith(action);
    }

    /** Sends one or several whole frames, each ending in an empty line; with numbers where it can be resumed. */
    public void send(byte[] frames) {
        if (!resumable) {
            said.tell(number -> frames);
            return;
        }
        for (int from = 0, end; from < frames.length; from = end) {
            end = endOfFrame(frames, from);
            sendNumbered(frames, from, end - from);
        }
    }

    /** Sends one whole frame with its number, also where it cannot be resumed. */
    public void sendNumbered(byte[] frame) {
        sendNumbered(frame, 0, frame.length);
    }

    private void sendNumbered(byte[] frames, int begin, int length) {
        said.tell(number -> numbered(number, frames, begin, length));
    }

    private static int endOfFrame(byte[] frames, int from) {
        for (var i = from + 1; i < frames.length; i++) {
            if (frames[i] == '\n' && frames[i - 1] == '\n') {
                return i + 1;
            }
        }
        return frames.length;
    }

    /** The frame with its number, by which a client says what it had last. */
    private static byte[] numbered(int number, byte[] frames, int begin, int length) {
        var out = new ByteArrayOutputStream(length + 16);
        out.writeBytes(("id: " + number + '\n').getBytes(StandardCharsets.US_ASCII));
        out.write(frames, begin, length);
        return out.toByteArray();
    }

    /** All frames are sent. */
    public void end() {
        if (said.end()) {
            over();
        }
    }

    /** Ends it with a problem: as an HTTP status where nothing has been sent yet, else as the last frame. */
    public void fail(Throwable cause) {
        var told = said.breakOff(number -> {
            failure = cause;
            return resumable ? numberedProblem(number, cause) : new byte[0];
        });
        if (!told) {
            // nobody was there to be told, but the log must know
            ProblemResponse.rendered(context, cause);
        }
        over();
    }

    private byte[] numberedProblem(int number, Throwable cause) {
        var frame = errorFrame.apply(new Problem(ProblemResponse.problem(cause), context.locale(), context.id()));
        lastFrame = numbered(number, frame, 0, frame.length);
        return lastFrame;
    }

    /** How a problem is told on the connection of whoever asked. */
    byte[] frame(Problem problem) {
        var last = lastFrame;
        return last == null ? errorFrame.apply(problem) : last;
    }

    /** Nothing more is wanted. False where it was over. */
    boolean cancel() {
        if (said.isOver()) {
            return false;
        }
        stop();
        return true;
    }

    /** What resuming would find. */
    Resumed look(int after) {
        return said.look(after);
    }

    /** Tells the rest on another connection. */
    void resume(int after, PendingStream connection) {
        var client = new Client(connection);
        switch (said.resume(after, client)) {
            case NOTHING_LEFT -> connection.end();
            case NOT_KEPT, AHEAD -> connection.fail(gone());
            default -> client.watch();
        }
    }

    static ProblemException gone() {
        return new ProblemException(ProblemType.GONE).with("what", "stream");
    }

    /** Lets go of what nobody came back for; returns whether all of it may be forgotten. */
    boolean sweep(long patience, long kept, long remembered) {
        var rested = said.restedNanos();
        if (!said.isOver()) {
            if (rested > patience) {
                stop();
            }
            return false;
        }
        if (rested > kept) {
            said.forget();
        }
        return rested > remembered;
    }

    private void stop() {
        said.stop(() -> fail(new ProblemException(ProblemType.STREAM_CANCELLED)));
    }

    private void over() {
        errorFrame = problem -> new byte[0]; // what made the frames need not be kept with them
        onOver.run();
    }

    boolean isResumable() {
        return resumable;
    }

    /** A connection on which it is told. */
    private final class Client implements Listener<byte[]> {
        private final PendingStream connection;

        Client(PendingStream connection) {
            this.connection = connection;
        }

        void watch() {
            connection.onGone(this::left);
        }

        private void left() {
            if (said.leave(this) && !said.isKept()) {
                stop();
            }
        }

        @Override
        public void frame(byte[] frame) {
            connection.send(frame);
        }

        @Override
        public void ended() {
            connection.end();
        }

        @Override
        public void broken(byte[] last) {
            connection.fail(failure);
        }

        @Override
        public void replaced() {
            connection.end();
        }
    }
}
