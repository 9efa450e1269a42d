package steward.platform.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes each line at once, so that what was logged before a crash is there after it. Lines that cannot be written, on a
 * full disk, are counted; their number is told before the next one that can. Thread-safe.
 */
final class LineHandler extends Handler {
    private final OutputStream out; // guarded by this
    private long lost; // guarded by this

    /** @param out gets whole lines; closed with this handler */
    LineHandler(OutputStream out, Formatter lines, Level from) {
        this.out = out;
        setFormatter(lines);
        setLevel(from);
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        try {
            write(getFormatter().format(entry));
        } catch (IOException | RuntimeException failure) {
            reportError(null, failure, ErrorManager.WRITE_FAILURE);
        }
    }

    private synchronized void write(String line) throws IOException {
        try {
            var told = lost == 0 ? line : getFormatter().format(LostLines.told(lost)) + line;
            out.write(told.getBytes(StandardCharsets.UTF_8));
            out.flush();
            lost = 0;
        } catch (IOException failure) {
            lost++;
            throw failure;
        }
    }

    @Override
    public void flush() {
        // every line has been
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException failure) {
            reportError(null, failure, ErrorManager.CLOSE_FAILURE);
        }
    }
}
