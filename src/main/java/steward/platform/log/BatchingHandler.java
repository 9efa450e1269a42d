package steward.platform.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes the lines of many requests together a moment later, away from the threads that answer them. When more come than
 * can be written, or the disk is full, lines are dropped and their number is told. Thread-safe.
 */
final class BatchingHandler extends Handler {
    private static final int MOST_WAITING = 8192;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final long DELAY_MILLIS = 100;

    private final BlockingQueue<LogRecord> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final ScheduledExecutorService timer;
    private final Executor writers;
    private final OutputStream out; // guarded by this
    private boolean closed; // guarded by this

    /** @param out gets whole lines; closed with this handler */
    BatchingHandler(OutputStream out, Formatter lines, Level from, ScheduledExecutorService timer, Executor writers) {
        this.out = out;
        this.timer = timer;
        this.writers = writers;
        setFormatter(lines);
        setLevel(from);
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        if (!waiting.offer(entry)) {
            dropped.increment();
        }
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            schedule();
        }
    }

    @Override
    public void flush() {
        scheduled.set(false);
        try {
            writeAll();
        } catch (IOException | RuntimeException failure) {
            reportError(null, failure, ErrorManager.WRITE_FAILURE);
        }
    }

    @Override
    public void close() {
        flush();
        try {
            closeFile();
        } catch (IOException failure) {
            reportError(null, failure, ErrorManager.CLOSE_FAILURE);
        }
    }

    private synchronized void closeFile() throws IOException {
        closed = true;
        out.close();
    }

    private void schedule() {
        try {
            timer.schedule(() -> writers.execute(this::flush), DELAY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException shuttingDown) {
            flush();
        }
    }

    private synchronized void writeAll() throws IOException {
        if (closed) {
            return; // a batch that was due later: writing, even nothing, would open the file again
        }
        var batch = new ByteArrayOutputStream(BATCH_BYTES);
        var lines = 0L;
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.writeBytes(getFormatter().format(next).getBytes(StandardCharsets.UTF_8));
            lines++;
            if (batch.size() > BATCH_BYTES) {
                write(batch, lines);
                lines = 0;
            }
        }
        var lost = dropped.sumThenReset();
        if (lost > 0) {
            batch.writeBytes(getFormatter().format(LostLines.told(lost)).getBytes(StandardCharsets.UTF_8));
        }
        write(batch, lines + lost);
        out.flush();
    }

    /** @param lines that are lost where it cannot be written */
    private void write(ByteArrayOutputStream batch, long lines) throws IOException {
        try {
            out.write(batch.toByteArray());
            batch.reset();
        } catch (IOException failure) {
            dropped.add(lines);
            throw failure;
        }
    }
}
