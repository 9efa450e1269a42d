package steward.knowledge.file;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads files in a process of their own, whose memory and time are bounded whatever a file does to the libraries that read
 * it: PDF above all can be made to unpack without end. The process is started by the first file, takes one after the other,
 * and ends when nothing comes for a minute. The libraries lie where the server does not look for classes, so that neither
 * its start nor its memory knows of them. Thread-safe.
 */
public final class ForkedReading implements OfficeFiles, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ForkedReading.class.getName());
    private static final int MEMORY_MB = 256;
    private static final Duration IDLE = Duration.ofMinutes(1);
    /** Beyond the time that the process allows itself: for starting, and for what it cannot interrupt. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private static final int OUT_OF_MEMORY = 3;
    private static final String CLASSES = "WEB-INF/classes";
    private static final List<String> LIBRARIES = List.of("WEB-INF/lib/*", "WEB-INF/reader/*");

    private final FileLimits limits;
    private final ScheduledExecutorService timer;
    private final List<String> command;
    private final ReentrantLock lock = new ReentrantLock(true);
    private Process process; // guarded by lock
    private volatile boolean late;
    private volatile ScheduledFuture<?> end;

    public ForkedReading(FileLimits limits, ScheduledExecutorService timer) {
        this(limits, timer, command(MEMORY_MB));
    }

    ForkedReading(FileLimits limits, ScheduledExecutorService timer, List<String> command) {
        this.limits = limits;
        this.timer = timer;
        this.command = command;
    }

    /** How the process is started: with this JVM's Java and the classes of this application. */
    static List<String> command(int memoryMb) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memoryMb + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dpdfbox.fontcache=" + System.getProperty("java.io.tmpdir"),
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath(),
                ReadingProcess.class.getName());
    }

    private static String classPath() {
        try {
            var own = Path.of(ForkedReading.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            int classes = own.indexOf(CLASSES);
            if (classes < 0) {
                return System.getProperty("java.class.path");
            }
            var folder = own.substring(0, classes);
            return Stream.concat(Stream.of(CLASSES), LIBRARIES.stream())
                    .map(folder::concat)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (URISyntaxException | RuntimeException unknown) {
            LOG.log(Level.FINE, "file.class_path_unknown", unknown);
            return System.getProperty("java.class.path");
        }
    }

    /** @throws IllegalStateException where the process cannot be started or ended without a cause of the file's own */
    @Override
    public FileText read(FileKind kind, byte[] content) {
        lock.lock();
        try {
            start();
            return ask(kind, content);
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        if (end != null) {
            end.cancel(false);
        }
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notAllowed) {
            throw new IllegalStateException("the process that reads files cannot be started", notAllowed);
        }
    }

    private FileText ask(FileKind kind, byte[] content) {
        late = false;
        var asked = process;
        var deadline = timer.schedule(
                () -> {
                    late = true;
                    asked.destroyForcibly();
                },
                limits.time().plus(MARGIN).toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return ReadingProcess.ask(kind, content, asked.getOutputStream(), asked.getInputStream());
        } catch (IOException broken) {
            throw ended(asked, broken);
        } finally {
            deadline.cancel(false);
            end = timer.schedule(this::endIdle, IDLE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Why there was no answer. */
    private RuntimeException ended(Process asked, IOException broken) {
        int code = endOf(asked);
        LOG.log(Level.WARNING, "file.process_ended code=" + code + " late=" + late);
        if (late) {
            return new UnreadableFile(
                    FileCause.TOO_SLOW, Map.of("seconds", limits.time().toSeconds()));
        }
        return code == OUT_OF_MEMORY
                ? new UnreadableFile(FileCause.TOO_COMPLEX)
                : new IllegalStateException("the process that reads files ended with " + code, broken);
    }

    private static int endOf(Process asked) {
        try {
            if (!asked.waitFor(2, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
            }
            return asked.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private void endIdle() {
        if (lock.tryLock()) {
            try {
                close();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends the process; the next file starts another one. */
    @Override
    public void close() {
        var running = process;
        if (running != null) {
            running.destroy();
        }
    }
}
