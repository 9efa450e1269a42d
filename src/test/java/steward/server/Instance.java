package steward.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The real server with the real WAR, as a process of its own on loopback, with a data folder of its own. Tests talk HTTP
 * to it. It is ended by its process, never by name.
 */
public final class Instance implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String name;
    private final Map<String, String> settings;
    private final String contextRoot;
    private final Path home;
    private final int port;
    private Process process;

    private Instance(String name, Map<String, String> settings, String contextRoot) {
        this.name = name;
        this.settings = settings;
        this.contextRoot = contextRoot;
        this.home = Path.of(System.getProperty("steward.work", "target/it"))
                .toAbsolutePath()
                .resolve(name);
        this.port = freePort();
    }

    /** Starts an instance with an empty data folder and waits until it is ready. */
    public static Instance start(String name, Map<String, String> settings) {
        return start(name, settings, "/");
    }

    /** As {@link #start(String, Map)}, at another context root. */
    public static Instance start(String name, Map<String, String> settings, String contextRoot) {
        var instance = new Instance(name, settings, contextRoot);
        deleteTree(instance.home);
        instance.startAgain();
        return instance;
    }

    /** Starts the same instance on the data that it left behind. */
    public void startAgain() {
        // a kept server root would deploy what it remembers and then the WAR once more, beside it
        deleteTree(home.resolve("server"));
        try {
            Files.createDirectories(home);
            process = builder().start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try {
            Awaitility.await(name + " is ready")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(this::isReadyOrDead);
        } catch (ConditionTimeoutException tooLong) {
            kill(); // nobody else knows of it
            throw tooLong;
        }
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended at its start:\n" + log());
        }
    }

    private ProcessBuilder builder() {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-jar",
                required("steward.server"),
                "--nohazelcast",
                "--disablephonehome",
                "--rootdir",
                home.resolve("server").toString(),
                "--port",
                Integer.toString(port),
                "--contextroot",
                contextRoot,
                "--deploy",
                required("steward.war")));
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile()));
        var environment = builder.environment();
        environment.put("DATA_DIR", home.resolve("data").toString());
        environment.put("LOG_DIR", home.resolve("logs").toString());
        environment.put("SERVER_ID", name);
        environment.put("PORT", Integer.toString(port));
        environment.put("RATE_LIMIT_PER_MINUTE", "100000");
        environment.put("SAMPLE_KNOWLEDGE", "false");
        environment.putAll(settings);
        return builder;
    }

    private boolean isReadyOrDead() {
        if (!process.isAlive()) {
            return true;
        }
        try {
            var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return CLIENT.send(ready, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /** The address of a path below the context root. */
    public URI uri(String path) {
        var root = contextRoot.equals("/") ? "" : "/" + contextRoot.replaceFirst("^/", "");
        return URI.create("http://127.0.0.1:" + port + root + path);
    }

    public int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public Path home() {
        return home;
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)), headers);
    }

    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)),
                headers);
    }

    /** Any other request; {@code headers} are names and values in turn. */
    public HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /** The client that tests share, for what the short forms do not cover. */
    public static HttpClient client() {
        return CLIENT;
    }

    /** What the server has printed. */
    public String log() {
        try {
            return Files.readString(logFile().toPath());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Ends the process as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** Waits until the process ends by itself and returns its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " has not ended");
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private File logFile() {
        return home.resolve("server.log").toFile();
    }

    private static String required(String property) {
        var value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(property + " is not set: run this test by ./mvnw verify");
        }
        return value;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(cause);
    }

    /** Settings for {@link #start}, in order: names and values in turn. */
    public static Map<String, String> settings(String... namesAndValues) {
        var settings = new LinkedHashMap<String, String>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }
}
