package steward.command;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The start script as people call it, from another folder, in an installation whose path has a space and Chinese. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StartScriptIT {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();
    private static final Duration FIRST_START = Duration.ofMinutes(4);
    private static final Duration LATER_START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final String SECRET = "Zq8r2LxwV0nT5yKc7uEo1GpHs4JdMfBa9iXtQvNw3RkPzUl6CmYhDjSb";

    @TempDir
    private static Path folder;

    private static Path installation;
    private static int port;

    private final List<Process> started = new ArrayList<>();
    private final Map<Process, Path> outputs = new HashMap<>();

    @BeforeAll
    static void anInstallation() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs /bin/bash");
        installation = folder.resolve("安装 目录");
        for (var part : List.of("start.sh", "steward", "scripts", "server-config", "target/steward.war")) {
            put(part);
        }
        put("target/payara-micro.jar");
        put("target/steward/WEB-INF");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void nothingIsLeftRunning() throws InterruptedException {
        for (var process : started) {
            process.destroy();
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    @Test
    @Order(1)
    void aWrongConfigurationStartsNothingAndEndsWith78() throws Exception {
        var start = bash(Map.of("RATE_LIMIT_PER_MINUTE", "6O", "LOG_LEVEL", "loud"), "start.sh", "dev", "--lang", "zh");

        assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(start.exitValue()).isEqualTo(78);
        assertThat(output(start)).contains("2 个错误", "\"6O\" 不是整数 (字母 O)", "✗2", "LOG_LEVEL");
        assertThat(installation.resolve("run/server-1")).doesNotExist();
    }

    @Test
    @Order(2)
    void productionIsCheckedWithoutStarting() throws Exception {
        var lacking = bash(Map.of(), "start.sh", "prod", "--check", "--lang", "en");
        var complete = bash(Map.of("SECRET_KEY", SECRET), "start.sh", "prod", "--check", "--lang", "en");

        assertThat(lacking.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(complete.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lacking.exitValue()).isEqualTo(78);
        assertThat(output(lacking)).contains("SECRET_KEY", "is not set");
        assertThat(complete.exitValue()).isZero();
    }

    @Test
    @Order(3)
    void aBusyPortIsSaidWithTheProcessThatHoldsIt() throws Exception {
        try (var busy = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(busy.isBound()).isTrue();
            var start = bash(Map.of(), "start.sh", "dev", "--lang", "en");

            assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(start.exitValue()).isEqualTo(1);
            assertThat(output(start))
                    .contains("port " + port + " is taken by", "PORT=" + (port + 1) + " ./start.sh dev");
        }
    }

    @Test
    @Order(4)
    void oneCommandStartsAnInstanceForThisMachineOnlyAndStopsItCleanly() throws Exception {
        var start = bash(Map.of(), "start.sh", "dev", "--lang", "zh");
        untilWelcomed(start, FIRST_START);

        assertThat(output(start)).contains("http://127.0.0.1:" + port + "/", "摘录模式", "dev 只监听本机");
        assertThat(output(start).lines()).hasSizeLessThan(12);
        assertThat(get("/health/ready")).isEqualTo(200);
        assertThat(reachableFromOutside()).isFalse();
        var status = bash(Map.of(), "steward", "status", "--lang", "en");
        assertThat(status.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output(status)).contains("ready");
        assertThat(status.exitValue()).isZero();

        start.destroy();
        assertThat(start.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(start.exitValue()).isZero();
        assertThat(output(start)).contains("已停止");
        assertThat(Listeners.free("127.0.0.1", port)).isTrue();
        assertThat(installation.resolve("run/server-1/pid")).doesNotExist();
    }

    @Test
    @Order(5)
    void theSameInstanceIsNotStartedTwiceAndCtrlCStopsIt() throws Exception {
        var start = bash(Map.of("SERVER_ID", "server-1", "SECRET_KEY", SECRET), "start.sh", "prod", "--lang", "en");
        untilWelcomed(start, LATER_START);
        var again = bash(
                Map.of("SECRET_KEY", SECRET, "PORT", Integer.toString(port + 1)), "start.sh", "prod", "--lang", "en");

        assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isEqualTo(1);
        assertThat(output(again)).contains("server-1 is running already");
        assertThat(get("/health/ready")).isEqualTo(200);

        new ProcessBuilder("kill", "-INT", Long.toString(start.pid())).start().waitFor();
        assertThat(start.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(output(start)).contains("Stopped.");
    }

    @Test
    @Order(6)
    void anInstanceThatHasAnsweredItsRequestsIsStartedAnewAndStillStops() throws Exception {
        var nginx = nginxWithThisInstance();
        var mark = nginx.resolve("run/down/127.0.0.1:" + port);
        var start = bash(
                Map.of("RECYCLE_AFTER_REQUESTS", "20", "RECYCLE_JITTER_REQUESTS", "0", "NGINX_DIR", nginx.toString()),
                "start.sh",
                "dev",
                "--lang",
                "en");
        untilWelcomed(start, LATER_START);
        var before = Files.readString(installation.resolve("run/server-1/pid"));
        for (var number = 0; number < 20; number++) {
            assertThat(get("/api/tasks")).isEqualTo(200);
        }
        // Nginx sends nothing to it from before its end until it is ready again
        await().atMost(LATER_START).until(() -> Files.exists(mark));
        await().atMost(LATER_START)
                .failFast("ended", () -> !start.isAlive())
                .untilAsserted(() -> assertThat(output(start)).contains("Started anew in"));
        assertThat(mark).doesNotExist();

        assertThat(Files.readString(installation.resolve("run/server-1/pid"))).isNotEqualTo(before);
        assertThat(get("/health/ready")).isEqualTo(200);
        start.destroy();
        assertThat(start.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(start.exitValue()).isZero();
        assertThat(Listeners.free("127.0.0.1", port)).isTrue();
    }

    /** As scripts/nginx_config.sh writes it, as far as it matters here. */
    private Path nginxWithThisInstance() throws IOException {
        var nginx = folder.resolve("nginx");
        Files.createDirectories(nginx.resolve("run/down"));
        Files.writeString(nginx.resolve("nginx.conf"), "pid " + nginx.resolve("run") + "/nginx.pid;\n");
        Files.writeString(nginx.resolve("servers.conf"), "server 127.0.0.1:" + port + " max_fails=3;\n");
        return nginx;
    }

    @Test
    @Order(7)
    void theScriptsPassShellcheck() throws Exception {
        var shellcheck = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, "shellcheck"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(shellcheck.isPresent(), "shellcheck is not installed");

        var check = new ProcessBuilder(
                        shellcheck.get().toString(),
                        "-x",
                        "start.sh",
                        "steward",
                        "scripts/common.sh",
                        "bench/processes.sh",
                        "bench/run.sh",
                        "bench/soak.sh",
                        "bench/peers.sh",
                        "bench/profile.sh")
                .directory(REPOSITORY.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes())).isEmpty();
        assertThat(check.waitFor()).isZero();
    }

    private Process bash(Map<String, String> environment, String script, String... arguments) throws IOException {
        // whoever starts the tests in the background has them, and whatever they start, ignore a Ctrl+C
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(installation.resolve(script).toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "output", ".txt").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        var process = builder.start();
        outputs.put(process, builder.redirectOutput().file().toPath());
        started.add(process);
        return process;
    }

    private String output(Process process) throws IOException {
        return Files.readString(outputs.get(process));
    }

    private void untilWelcomed(Process start, Duration patience) {
        await().atMost(patience)
                .failFast("ended", () -> !start.isAlive())
                .untilAsserted(() -> assertThat(output(start)).contains("./steward doctor"));
    }

    private static int get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static boolean reachableFromOutside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .anyMatch(StartScriptIT::accepts);
    }

    private static boolean accepts(InetAddress address) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Links the files where the file system allows it: the server is 100 MB. */
    private static void put(String part) throws IOException {
        try (var files = Files.walk(REPOSITORY.resolve(part))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = installation.resolve(REPOSITORY.relativize(file).toString());
                Files.createDirectories(target.getParent());
                link(file, target);
            }
        }
    }

    private static void link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
