package steward.realtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The frames that wait for one client, written one after the other. A client that does not read is cut off when more than
 * {@value #MOST_WAITING_BYTES} bytes wait for it. Thread-safe.
 */
final class Outbox {
    static final int MOST_WAITING_BYTES = 1 << 20;

    private final Wire wire;
    private final Deque<String> waiting = new ArrayDeque<>(); // guarded by this, as all below
    private long waitingBytes;
    private boolean writing;
    private boolean closed;

    Outbox(Wire wire) {
        this.wire = wire;
    }

    /** Frames after the end are dropped. */
    void send(String text) {
        boolean first;
        boolean tooSlow;
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.add(text);
            waitingBytes += size(text);
            tooSlow = waitingBytes > MOST_WAITING_BYTES;
            first = !writing;
            writing = true;
        }
        if (tooSlow) {
            close(CloseCode.LIMIT, "too slow");
        } else if (first) {
            next();
        }
    }

    private void next() {
        String text;
        synchronized (this) {
            text = closed ? null : waiting.poll();
            if (text == null) {
                writing = false;
                return;
            }
            waitingBytes -= size(text);
        }
        wire.send(text, this::next);
    }

    void close(CloseCode code, String reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
        }
        wire.close(code, reason);
    }

    /** The other side has gone. */
    synchronized void ended() {
        closed = true;
        waiting.clear();
    }

    void ping() {
        wire.ping();
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
