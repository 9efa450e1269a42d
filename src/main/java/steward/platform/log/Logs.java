package steward.platform.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where Steward's log lines go while it is deployed: {@code app.log}, from WARNING on also {@code error.log}, a request
 * each in {@code access.log}, and in production the standard output. Only Steward's own loggers are touched; closing
 * leaves them as they were.
 */
final class Logs implements AutoCloseable {
    /** The logger of requests. */
    static final String ACCESS = "steward.access";

    private static final String ALL = "steward";
    private static final long MAX_BYTES = 10_485_760;
    private static final int BACKUPS = 10;

    // loggers are held weakly by the JDK: without these fields what is set on them could vanish
    private final Logger all = Logger.getLogger(ALL);
    private final Logger access = Logger.getLogger(ACCESS);
    private final List<Handler> handlers = new ArrayList<>();
    private final LogConfig config;
    private final Redactor redactor;

    /**
     * @param timer and writers for the lines of requests, which are written in batches
     * @throws IOException where the folder cannot be written to; then nothing has changed
     */
    Logs(LogConfig config, List<String> secrets, ScheduledExecutorService timer, Executor writers) throws IOException {
        this.config = config;
        this.redactor = new Redactor(secrets);
        try {
            open(timer, writers);
        } catch (IOException unwritable) {
            close();
            throw unwritable;
        }
    }

    private void open(ScheduledExecutorService timer, Executor writers) throws IOException {
        add(all, new LineHandler(file("app.log"), lines(), Level.ALL));
        add(all, new LineHandler(file("error.log"), lines(), Level.WARNING));
        add(access, new BatchingHandler(file("access.log"), jsonLines(), Level.ALL, timer, writers));
        if (config.console()) {
            add(all, new LineHandler(standardOutput(), lines(), Level.ALL));
        }
        level(config.level());
        all.setUseParentHandlers(false);
        access.setUseParentHandlers(false);
    }

    /** Logs from this level on. */
    void level(PythonLevel level) {
        all.setLevel(level.level());
        // who lowers the noise of the application still wants to know who called
        access.setLevel(level == PythonLevel.DEBUG ? Level.FINE : Level.INFO);
    }

    @Override
    public void close() {
        for (var logger : List.of(all, access)) {
            handlers.forEach(logger::removeHandler);
            logger.setLevel(null);
            logger.setUseParentHandlers(true);
        }
        handlers.forEach(Handler::close);
        handlers.clear();
    }

    private void add(Logger logger, Handler handler) {
        handlers.add(handler);
        logger.addHandler(handler);
    }

    private RotatingFile file(String name) throws IOException {
        return new RotatingFile(config.folder().resolve(name), MAX_BYTES, BACKUPS);
    }

    private Formatter lines() {
        if (config.format().equals(LogConfig.JSON)) {
            return jsonLines();
        }
        var pattern = TextLines.isPattern(config.format()) ? config.format() : TextLines.PLAIN;
        return new TextLines(pattern, redactor, ZoneId.systemDefault());
    }

    private Formatter jsonLines() {
        return new JsonLines(config.serverId(), redactor, config.pythonNames());
    }

    // System.out leads into the server's own log
    private static OutputStream standardOutput() {
        return new FilterOutputStream(new FileOutputStream(FileDescriptor.out)) {
            @Override
            public void write(byte[] line, int offset, int length) throws IOException {
                out.write(line, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }
}
