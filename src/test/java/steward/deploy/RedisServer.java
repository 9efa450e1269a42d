package steward.deploy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The system's redis-server on loopback, without files. Ended by its process. Where it is not installed tests skip aloud. */
public final class RedisServer implements AutoCloseable {
    private final int port;
    private final List<String> arguments;
    private Process process;

    private RedisServer(int port, List<String> arguments) {
        this.port = port;
        this.arguments = arguments;
    }

    public static RedisServer start(String... options) {
        var port = freePort();
        return started(
                port, Stream.of(Stream.of("--port", Integer.toString(port)), usual(port), Arrays.stream(options)));
    }

    /** One that cannot be reached without TLS, and talks to its replicas, its cluster and its sentinels by TLS too. */
    public static RedisServer startByTls(Certificates authority, Certificates own, String... options) {
        var port = freePort();
        var door = Stream.of(
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--tls-replication",
                "yes",
                "--tls-cluster",
                "yes");
        return started(port, Stream.of(door, usual(port), tls(authority, own).stream(), Arrays.stream(options)));
    }

    private static Stream<String> usual(int port) {
        return Stream.of(
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                // a replica writes what it was sent, and whoever starts in the same folder would read it
                "--dbfilename",
                rows(port).getFileName().toString(),
                "--appendonly",
                "no",
                "--daemonize",
                "no");
    }

    /** The options of a server that shows who it is and asks nobody else to. */
    public static List<String> tls(Certificates authority, Certificates own) {
        return List.of(
                "--tls-cert-file",
                own.certificate().toString(),
                "--tls-key-file",
                own.key().toString(),
                "--tls-ca-cert-file",
                authority.certificate().toString(),
                "--tls-auth-clients",
                "no");
    }

    /** One that watches the primary at a port, alone, and calls it {@code steward}; it decides within a second. */
    public static RedisServer sentinel(Path folder, int primary) throws IOException {
        var port = freePort();
        return sentinel(folder, port, primary, "port " + port);
    }

    /** As {@link #sentinel}, by TLS only. */
    public static RedisServer sentinelByTls(
            Path folder, int primary, String password, Certificates authority, Certificates own) throws IOException {
        var port = freePort();
        var door = """
                port 0
                tls-port %d
                tls-replication yes
                tls-auth-clients no
                tls-cert-file %s
                tls-key-file %s
                tls-ca-cert-file %s""".formatted(port, own.certificate(), own.key(), authority.certificate());
        return sentinel(folder, port, primary, door, "sentinel auth-pass steward " + password);
    }

    private static RedisServer sentinel(Path folder, int port, int primary, String door, String... more)
            throws IOException {
        var configuration = Files.writeString(
                folder.resolve("sentinel-" + port + ".conf"), """
                %s
                bind 127.0.0.1
                sentinel monitor steward 127.0.0.1 %d 1
                sentinel down-after-milliseconds steward 1000
                sentinel failover-timeout steward 5000
                %s
                """.formatted(door, primary, String.join("\n", more)));
        return started(port, List.of(configuration.toString(), "--sentinel"));
    }

    /** Whether the system's Redis was built with TLS. */
    public static boolean speaksTls() {
        try {
            var program = program("redis-server");
            return program.isPresent()
                    && new String(Files.readAllBytes(program.get()), StandardCharsets.ISO_8859_1)
                            .contains("SSL_CTX_new");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path rows(int port) {
        return Path.of(System.getProperty("java.io.tmpdir"), "steward-redis-" + port + ".rdb");
    }

    private static RedisServer started(int port, Stream<Stream<String>> options) {
        return started(port, options.flatMap(each -> each).toList());
    }

    private static RedisServer started(int port, List<String> arguments) {
        assumeTrue(program("redis-server").isPresent(), "redis-server is not installed");
        var server = new RedisServer(port, arguments);
        server.startAgain();
        return server;
    }

    /** Where a program of the system is, if it is installed. */
    public static Optional<Path> program(String name) {
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    /** Starts it at the same port, empty. */
    public void startAgain() {
        var command = Stream.concat(
                        Stream.of(program("redis-server").orElseThrow().toString()), arguments.stream())
                .toList();
        try {
            process = new ProcessBuilder(command)
                    .directory(new File(System.getProperty("java.io.tmpdir")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Awaitility.await("redis-server").atMost(Duration.ofSeconds(10)).until(this::accepts);
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port + "/0";
    }

    /** As a power cut would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** It still accepts connections but says nothing any more. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        thaw();
        kill();
        try {
            Files.deleteIfExists(rows(port));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
