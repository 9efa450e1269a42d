package steward.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The system's Nginx with the shipped configuration, on loopback. Ended by its process. */
public final class Nginx implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process process;

    private Nginx(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts it before these servers, such as {@code 127.0.0.1:5001}; skips aloud where it is not installed. */
    public static Nginx start(Path folder, List<String> servers, Map<String, String> settings) {
        var port = settings.containsKey("NGINX_HTTP_PORT")
                ? Integer.parseInt(settings.get("NGINX_HTTP_PORT"))
                : RedisServer.freePort();
        var all = new HashMap<>(settings);
        all.put("NGINX_HTTP_PORT", Integer.toString(port));
        all.put("NGINX_SERVERS", String.join(" ", servers));
        write(folder, all);
        try {
            return run(folder, port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A proxy with as little configuration as works: it keeps {@code Upgrade} to itself and holds back what is small. */
    public static Nginx plain(Path folder, int target) {
        var port = RedisServer.freePort();
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("nginx.conf"), """
                    %s
                    pid nginx.pid;
                    error_log error.log;
                    events {}
                    http {
                      access_log off;
                      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                      server {
                        listen 127.0.0.1:%d;
                        location / { proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1; proxy_set_header Host $http_host; }
                      }
                    }
                    """.formatted(
                            System.getProperty("user.name").equals("root") ? "user root;" : "", port, target));
            return run(folder, port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Nginx run(Path folder, int port) throws IOException {
        var process = new ProcessBuilder(program(), "-p", folder.toString(), "-c", "nginx.conf", "-g", "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        var nginx = new Nginx(folder, port, process);
        Awaitility.await("nginx").atMost(Duration.ofSeconds(10)).until(nginx::accepts);
        return nginx;
    }

    /** Fills in the templates and has Nginx check them. */
    static void write(Path folder, Map<String, String> settings) {
        var builder = new ProcessBuilder("sh", "scripts/nginx_config.sh", folder.toString()).redirectErrorStream(true);
        builder.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin");
        builder.environment().put("NGINX_BIND", "127.0.0.1");
        builder.environment().put("NGINX_WORKERS", "2");
        builder.environment().put("NGINX_LOG_DIR", folder.resolve("log").toString());
        if (System.getProperty("user.name").equals("root")) {
            // the folders of tests are nobody else's
            builder.environment().put("NGINX_USER", "root");
        }
        builder.environment().putAll(settings);
        try {
            var check = builder.start();
            var said = new String(check.getInputStream().readAllBytes());
            if (check.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    static String program() {
        var program = RedisServer.program("nginx");
        assumeTrue(program.isPresent(), "nginx is not installed");
        return program.orElseThrow().toString();
    }

    public int port() {
        return port;
    }

    public Path folder() {
        return folder;
    }

    public String uri(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** The lines of its access log; they are written within a second. */
    List<String> accessLog() {
        try (var lines = Files.lines(folder.resolve("log/access.log"))) {
            return lines.collect(Collectors.toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
