package steward.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One thread that serves many connections and their timers. */
final class Loop implements Runnable {
    final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
    private final Selector selector;
    private final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long timersMade;

    Loop() {
        try {
            selector = Selector.open();
        } catch (IOException noSelector) {
            throw new UncheckedIOException(noSelector);
        }
    }

    /** Runs a step in this loop's thread; from any thread. */
    void submit(Runnable step) {
        fromOutside.add(step);
        selector.wakeup();
    }

    /** Runs a step at a time of {@link System#nanoTime()}; from this loop's thread only. */
    void at(long nanos, Runnable step) {
        timers.add(new Timer(nanos, timersMade++, step));
    }

    void after(long millis, Runnable step) {
        at(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), step);
    }

    SelectionKey register(SocketChannel channel, Connection connection) throws IOException {
        return channel.register(selector, SelectionKey.OP_READ, connection);
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve, millisToNextTimer());
                runAll();
            }
        } catch (ClosedSelectorException closed) {
            return; // the end
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void stop() {
        submit(() -> {
            for (var key : selector.keys()) {
                ((Connection) key.attachment()).close();
            }
            try {
                selector.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
    }

    private void serve(SelectionKey key) {
        var connection = (Connection) key.attachment();
        if (key.isValid() && key.isReadable()) {
            connection.read();
        }
        if (key.isValid() && key.isWritable()) {
            connection.write();
        }
    }

    private void runAll() {
        Runnable step;
        while ((step = fromOutside.poll()) != null) {
            step.run();
        }
        var now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().at() - now <= 0) {
            timers.poll().step().run();
        }
    }

    /** 0 means for ever to a selector, so what is due waits a millisecond at least. */
    private long millisToNextTimer() {
        if (timers.isEmpty()) {
            return 0;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(timers.peek().at() - System.nanoTime() + 500_000));
    }

    private record Timer(long at, long order, Runnable step) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return at != other.at ? Long.compare(at - other.at, 0) : Long.compare(order, other.order);
        }
    }
}
