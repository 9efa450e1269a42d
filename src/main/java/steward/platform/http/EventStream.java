package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Server-sent events to one client, written without holding a thread. {@link #send} may be called from any thread and
 * never blocks: frames wait in a queue until the socket takes them, and a client that does not read while more than
 * {@value #MOST_WAITING_BYTES} bytes wait for it is cut off. What follows within a millisecond leaves together: a model that
 * answers in bursts would else cost a call of the kernel for each word. A comment is sent after the first silent second and then
 * every 15 seconds of silence, so that no proxy between takes the connection for dead.
 */
public final class EventStream {
    static final int MOST_WAITING_BYTES = 1 << 20;
    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.UTF_8);
    private static final long FIRST_PING_MILLIS = 1_000;
    private static final long PING_MILLIS = 15_000;
    private static final long TOGETHER_NANOS = 1_000_000;

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final Runnable onGone;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean turnIsSoon = new AtomicBoolean();
    private final ScheduledExecutorService timer;
    private volatile long flushedAt = System.nanoTime() - TOGETHER_NANOS;
    private volatile boolean writable;
    private volatile boolean ending;
    private volatile boolean sentSinceLastPing;
    private ServletOutputStream out;
    private ScheduledFuture<?> heartbeat;

    private EventStream(AsyncContext async, ScheduledExecutorService timer, Runnable onGone) {
        this.timer = timer;
        this.async = async;
        this.response = (HttpServletResponse) async.getResponse();
        this.onGone = onGone;
    }

    /**
     * Commits the answer as a stream of events; headers of the caller's must be set before.
     *
     * @param onGone runs once if the client leaves or stops reading before {@link #end}; must not block
     * @param everySecond sends a comment each silent second, where nothing else tells that the client has gone
     */
    public static EventStream open(
            AsyncContext async, ScheduledExecutorService timer, boolean everySecond, Runnable onGone)
            throws IOException {
        var stream = new EventStream(async, timer, onGone);
        stream.start(everySecond ? FIRST_PING_MILLIS : PING_MILLIS);
        return stream;
    }

    private void start(long pingMillis) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no");
        out = response.getOutputStream();
        out.setWriteListener(new Writer());
        heartbeat = timer.scheduleWithFixedDelay(this::ping, FIRST_PING_MILLIS, pingMillis, TimeUnit.MILLISECONDS);
    }

    /** Sends a whole frame, ending in an empty line. Frames after the end or after the client left are dropped. */
    public void send(byte[] frame) {
        if (ending || closed.get()) {
            return;
        }
        sentSinceLastPing = true;
        enqueue(frame);
    }

    /** Ends the answer when all frames are written. */
    public void end() {
        ending = true;
        turn();
    }

    /** Ends the answer at once and drops what still waits. */
    void abort() {
        close();
    }

    private void enqueue(byte[] frame) {
        waiting.add(frame);
        if (waitingBytes.addAndGet(frame.length) > MOST_WAITING_BYTES) {
            gone();
        } else if (System.nanoTime() - flushedAt < TOGETHER_NANOS) {
            turnSoon();
        } else {
            turn();
        }
    }

    private void turnSoon() {
        if (!turnIsSoon.compareAndSet(false, true)) {
            return;
        }
        try {
            timer.schedule(this::lateTurn, TOGETHER_NANOS, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shuttingDown) {
            lateTurn();
        }
    }

    private void lateTurn() {
        turnIsSoon.set(false);
        turn();
    }

    private void ping() {
        if (!sentSinceLastPing && !ending && waiting.isEmpty()) {
            enqueue(PING);
        }
        sentSinceLastPing = false;
    }

    /** One thread at a time writes; whoever comes meanwhile leaves it another turn. */
    private void turn() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        var taken = 1;
        do {
            writeAll();
            taken = turns.addAndGet(-taken);
        } while (taken != 0);
    }

    private void writeAll() {
        try {
            var wrote = false;
            while (writable && !closed.get() && !waiting.isEmpty()) {
                if (!out.isReady()) {
                    writable = false;
                    return;
                }
                var frame = waiting.poll();
                waitingBytes.addAndGet(-frame.length);
                out.write(frame);
                wrote = true;
            }
            if (wrote && !flushed()) {
                return;
            }
            if (ending && waiting.isEmpty() && writable) {
                close();
            }
        } catch (IOException | IllegalStateException broken) {
            gone();
        }
    }

    private boolean flushed() throws IOException {
        if (!out.isReady()) {
            writable = false;
            return false;
        }
        out.flush();
        flushedAt = System.nanoTime();
        return true;
    }

    private void gone() {
        if (closed.compareAndSet(false, true)) {
            finish();
            onGone.run();
        }
    }

    private void close() {
        if (closed.compareAndSet(false, true)) {
            finish();
        }
    }

    private void finish() {
        heartbeat.cancel(false);
        waiting.clear();
        async.complete();
    }

    private final class Writer implements WriteListener {
        @Override
        public void onWritePossible() {
            writable = true;
            turn();
        }

        @Override
        public void onError(Throwable failure) {
            gone();
        }
    }
}
