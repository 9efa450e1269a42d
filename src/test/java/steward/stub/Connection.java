package steward.stub;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;

/** One HTTP/1.1 connection: reads requests, one at a time, and writes what the answer gives it. In its loop only. */
final class Connection {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    final Loop loop;
    private final SocketChannel channel;
    private final StubModelServer server;
    private final SelectionKey key;
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private byte[] in = new byte[2048];
    private int filled;
    private boolean continued;
    private boolean open = true;
    private boolean keepAlive;
    private Received call;
    private Runnable onDrained;

    Connection(Loop loop, SocketChannel channel, StubModelServer server) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.server = server;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = loop.register(channel, this);
        server.calls().connected();
    }

    /** Whether this call is still the one to answer. */
    boolean answers(Received asked) {
        return open && call == asked;
    }

    void read() {
        try {
            loop.scratch.clear();
            var count = channel.read(loop.scratch);
            if (count < 0) {
                close();
                return;
            }
            append(loop.scratch.flip());
            nextRequest();
        } catch (IOException reset) {
            close();
        }
    }

    private void append(ByteBuffer bytes) {
        if (in.length < filled + bytes.remaining()) {
            in = Arrays.copyOf(in, Math.max(in.length * 2, filled + bytes.remaining()));
        }
        var count = bytes.remaining();
        bytes.get(in, filled, count);
        filled += count;
    }

    private void nextRequest() {
        if (call != null || !open) {
            return;
        }
        var headEnd = headEnd();
        if (headEnd < 0) {
            return;
        }
        var head = new String(in, 0, headEnd, StandardCharsets.ISO_8859_1);
        var length = contentLength(head);
        if (filled < headEnd + length) {
            allowToGoOn(head);
            return;
        }
        var body = Arrays.copyOfRange(in, headEnd, headEnd + length);
        System.arraycopy(in, headEnd + length, in, 0, filled - headEnd - length);
        filled -= headEnd + length;
        continued = false;
        keepAlive = !head.contains("HTTP/1.0") && !head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
        call = new Received(head, body, System.nanoTime());
        server.answer(this, call);
    }

    private int headEnd() {
        for (var i = 3; i < filled; i++) {
            if (in[i] == '\n' && in[i - 1] == '\r' && in[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int contentLength(String head) {
        var lower = head.toLowerCase(Locale.ROOT);
        var at = lower.indexOf("\r\ncontent-length:");
        if (at < 0) {
            return 0;
        }
        var end = lower.indexOf("\r\n", at + 2);
        return Integer.parseInt(lower.substring(at + 17, end).strip());
    }

    private void allowToGoOn(String head) {
        if (!continued && head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            continued = true;
            send(CONTINUE);
        }
    }

    void send(byte[] bytes) {
        if (open) {
            out.add(ByteBuffer.wrap(bytes));
            write();
        }
    }

    /** Calls {@code more} each time everything is written, until the connection closes. */
    void endless(Runnable more) {
        onDrained = more;
        more.run();
    }

    void write() {
        try {
            while (!out.isEmpty()) {
                channel.write(out.peek());
                if (out.peek().hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                out.poll();
            }
            if (onDrained != null) {
                loop.submit(onDrained);
            } else if (key.isValid() && key.interestOps() != SelectionKey.OP_READ) {
                key.interestOps(SelectionKey.OP_READ);
            }
        } catch (IOException broken) {
            close();
        }
    }

    /** The answer is complete; the next request may come. */
    void done() {
        if (call == null) {
            return;
        }
        server.calls().answered(call);
        call = null;
        if (keepAlive) {
            nextRequest();
        } else {
            close();
        }
    }

    /** Closes as a crash does: with a reset. */
    void reset() {
        try {
            if (open) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException alreadyGone) {
            // then it need not be reset
        }
        if (call != null) {
            server.calls().answered(call);
            call = null;
        }
        close();
    }

    void close() {
        if (!open) {
            return;
        }
        open = false;
        server.calls().disconnected();
        if (call != null) {
            server.calls().aborted(call);
            call = null;
        }
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // closed is closed
        }
    }
}
