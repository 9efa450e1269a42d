package steward.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection that asks for one stream and counts its events. In the thread of {@link StreamLoad}. */
final class Stream {
    private static final byte[] EVENT = "\ndata:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final StreamLoad load;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer request;
    private final long begun = System.nanoTime();
    private int inEvent;
    private int inEnd;
    private int read;
    private boolean refused;
    private int events;
    private long latest;

    Stream(StreamLoad load, Selector selector, InetSocketAddress server, byte[] request) throws IOException {
        this.load = load;
        this.request = ByteBuffer.wrap(request);
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        if (channel.connect(server)) {
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    int events() {
        return events;
    }

    /** What the selector found possible. */
    void go(ByteBuffer buffer) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (key.isWritable()) {
                write();
            } else if (key.isReadable()) {
                read(buffer);
            }
        } catch (IOException broken) {
            end(false);
        }
    }

    private void write() throws IOException {
        channel.write(request);
        if (!request.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        var count = channel.read(buffer);
        if (count < 0) {
            end(false);
            return;
        }
        var now = System.nanoTime();
        for (var i = 0; i < count; i++) {
            see(buffer.get(i), now);
        }
        if (inEnd == END.length || (refused && read >= OK.length)) {
            end(!refused);
        }
    }

    private void see(byte next, long now) {
        if (read < OK.length) {
            refused |= next != OK[read];
        }
        read++;
        inEvent = step(EVENT, inEvent, next);
        if (inEvent == EVENT.length) {
            inEvent = 0;
            event(now);
        }
        inEnd = inEnd == END.length ? 0 : step(END, inEnd, next);
    }

    /** How much of the pattern is matched after this byte; both patterns only repeat their first byte or two. */
    private static int step(byte[] pattern, int matched, byte next) {
        if (next == pattern[matched]) {
            return matched + 1;
        }
        return next == pattern[0] ? 1 : 0;
    }

    private void event(long now) {
        events++;
        load.event(events == 1, now - (events == 1 ? begun : latest));
        latest = now;
    }

    private void end(boolean well) {
        close();
        load.ended(this, well);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
