package steward.platform.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells within a second that a client has gone while its answer is still being made.
 *
 * <p>The Servlet API has no word for this: while a request waits, nobody reads its socket, so a client's leaving shows
 * only in a failing write, and a plain answer is written once, at its end. The kernel knows it at once: the connection
 * leaves the state ESTABLISHED. So, as long as requests wait, the kernel's table of connections (proc(5),
 * {@code /proc/net/tcp}) is read a few times a second. Where there is no such table (not Linux), {@link #works()} is
 * false and streams are kept under watch by writing to them. Thread-safe.
 */
@ApplicationScoped
public class ClientWatch {
    private static final Logger LOG = Logger.getLogger(ClientWatch.class.getName());
    private static final long INTERVAL_MILLIS = 350;
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";

    private final Map<Object, Watched> watched = new ConcurrentHashMap<>();
    private ScheduledFuture<?> rounds;
    private boolean works;

    ClientWatch() {} // for the CDI proxy

    @Inject
    public ClientWatch(ScheduledExecutorService timer) {
        works = TABLES.stream().anyMatch(Files::isReadable);
        if (works) {
            rounds = timer.scheduleWithFixedDelay(this::round, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    /** False where leaving clients are noticed by failing writes only. */
    public boolean works() {
        return works;
    }

    /** Runs {@code onGone} once if the client leaves before {@link Watch#close()}; it must not block. */
    public Watch watch(HttpServletRequest request, Runnable onGone) {
        if (!works) {
            return () -> {};
        }
        var ticket = new Object();
        watched.put(ticket, new Watched(request.getLocalPort(), request.getRemotePort(), onGone));
        return () -> watched.remove(ticket);
    }

    /** How many clients are under watch. */
    public int size() {
        return watched.size();
    }

    private void round() {
        if (watched.isEmpty()) {
            return;
        }
        try {
            // those who came while the table was being read may be missing in it
            var before = List.copyOf(watched.keySet());
            var present = established();
            before.forEach(ticket -> check(ticket, present));
        } catch (IOException | RuntimeException failure) {
            LOG.log(Level.WARNING, "client_watch.failed", failure);
        }
    }

    private void check(Object ticket, Set<Long> present) {
        var client = watched.get(ticket);
        if (client != null && !present.contains(client.connection()) && watched.remove(ticket) != null) {
            client.onGone().run();
        }
    }

    private static Set<Long> established() throws IOException {
        var present = new HashSet<Long>();
        for (var table : TABLES) {
            if (Files.isReadable(table)) {
                try (var lines = Files.lines(table)) {
                    lines.skip(1).forEach(line -> addEstablished(line, present));
                }
            }
        }
        return present;
    }

    /** A line reads: {@code sl local_address:port remote_address:port state …}, in hexadecimal. */
    static void addEstablished(String line, Set<Long> present) {
        // no regular expression: there can be ten thousands of lines, each read three times a second
        var columns = new StringTokenizer(line);
        next(columns);
        var local = next(columns);
        var remote = next(columns);
        if (next(columns).equals(ESTABLISHED)) {
            present.add(connection(port(local), port(remote)));
        }
    }

    private static String next(StringTokenizer columns) {
        return columns.hasMoreTokens() ? columns.nextToken() : "";
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    /** Two clients of one local port differ in their own port, but for the rare equal ports of two hosts. */
    private static long connection(int localPort, int remotePort) {
        return (long) localPort << 16 | remotePort;
    }

    /** Ends the watch; may be closed more than once. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private record Watched(int localPort, int remotePort, Runnable onGone) {
        long connection() {
            return ClientWatch.connection(localPort, remotePort);
        }
    }
}
