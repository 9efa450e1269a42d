package steward.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The shipped configuration in a real Nginx, before three stand-ins for instances, one of which is away. */
class NginxIT {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    private static Backend one;
    private static Backend two;
    private static Nginx nginx;

    @BeforeAll
    static void start() {
        Nginx.program();
        one = new Backend();
        two = new Backend();
        nginx = Nginx.start(
                folder.resolve("three"),
                List.of(one.address(), two.address(), "127.0.0.1:" + RedisServer.freePort()),
                Map.of());
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
            one.close();
            two.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, off", "3, off", "1, on", "3, on"})
    void everyTemplatePassesTheCheck(int instances, String tls) throws Exception {
        var target = folder.resolve("check-" + instances + "-" + tls);
        var settings = new HashMap<>(Map.of(
                "NGINX_INSTANCES", Integer.toString(instances),
                "NGINX_TLS", tls,
                "NGINX_HTTP_PORT", Integer.toString(RedisServer.freePort()),
                "NGINX_HTTPS_PORT", Integer.toString(RedisServer.freePort())));
        if (tls.equals("on")) {
            settings.putAll(certificate());
        }
        Nginx.write(target, settings);
        assertThat(Files.readString(target.resolve("servers.conf")).lines().filter(line -> line.startsWith("server ")))
                .hasSize(instances);
    }

    @Test
    void aBusyInstanceIsNeverTakenForADeadOne() throws IOException {
        assertThat(templates()).noneMatch(line -> line.matches("\\s*proxy_next_upstream .*http_503.*"));
    }

    @Test
    void nobodyNoticesThatAnInstanceIsAway() throws Exception {
        var served = new HashSet<String>();
        for (var i = 0; i < 30; i++) {
            var answer = i % 2 == 0 ? get("/api/knowledge/stats") : post("/api/other", "{}");
            assertThat(answer.statusCode()).isEqualTo(200);
            served.add(answer.headers().firstValue("X-Served-By").orElseThrow());
        }
        assertThat(served).containsExactlyInAnyOrder(one.address(), two.address());
    }

    @Test
    void anInstanceThatIsMarkedGetsNothingMoreAndNobodyIsCutOff() throws Exception {
        var mark = nginx.folder().resolve("run/down/" + one.address());
        Files.createFile(mark);
        try {
            assertThat(servedBy(20)).containsExactly(two.address());
        } finally {
            Files.delete(mark);
        }
        assertThat(servedBy(20)).containsExactlyInAnyOrder(one.address(), two.address());
    }

    private static HashSet<String> servedBy(int requests) throws Exception {
        var served = new HashSet<String>();
        for (var i = 0; i < requests; i++) {
            served.add(get("/api/knowledge/stats")
                    .headers()
                    .firstValue("X-Served-By")
                    .orElseThrow());
        }
        return served;
    }

    @Test
    void aStreamIsFoundOnTheInstanceThatAnswersItAndNobodyIsPutAside() throws Exception {
        for (var instance : List.of(one, two)) {
            for (var method : List.of("GET", "DELETE", "GET", "DELETE", "GET", "DELETE")) {
                var request = HttpRequest.newBuilder(URI.create(nginx.uri("/v1/streams/" + instance.address())))
                        .method(method, BodyPublishers.noBody())
                        .build();
                var answer = CLIENT.send(request, BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("X-Served-By")).contains(instance.address());
            }
        }
        for (var i = 0; i < 10; i++) {
            // 503 where the one that is away was asked last: nobody can say that it has none of this name
            assertThat(get("/v1/streams/nobody").statusCode()).isIn(404, 503);
        }
        assertThat(servedBy(20)).containsExactlyInAnyOrder(one.address(), two.address());
    }

    @Test
    void whatAnInstanceAnswersPassesUntouched() throws Exception {
        var answer = get("/api/full");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"code\":\"server_busy\"}");
    }

    @Test
    void aStreamArrivesPieceByPiece() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(nginx.uri("/api/chat")))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        var answer = CLIENT.send(request, BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: 一");
            assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
            one.sendSecond();
            two.sendSecond();
            lines.readLine();
            assertThat(lines.readLine()).isEqualTo("data: two");
        }
    }

    @Test
    void aCallerCannotPretendToBeAnother() throws Exception {
        get("/api/pretended", "X-Forwarded-For", "203.0.113.9", "X-Request-Id", "pretended-1");
        var seen = new TreeSet<String>();
        seen.addAll(one.forwardedFor());
        seen.addAll(two.forwardedFor());
        assertThat(seen).contains("203.0.113.9, 127.0.0.1").doesNotContain("203.0.113.9");
    }

    @Test
    void theAccessLogIsJsonWithTheRequestsOwnIdAndWithoutItsQuery() throws Exception {
        get("/api/logged?q=%E5%B9%B4%E5%81%87&token=secret", "X-Request-Id", "log-me-1", "User-Agent", "a\"b\\c");
        await().until(() -> nginx.accessLog().stream().anyMatch(line -> line.contains("log-me-1")));
        var line = nginx.accessLog().stream()
                .filter(each -> each.contains("log-me-1"))
                .findFirst()
                .orElseThrow();
        var entry = Json.mapper().readTree(line);
        assertThat(entry.path("path").asText()).isEqualTo("/api/logged");
        assertThat(entry.path("status").asInt()).isEqualTo(200);
        assertThat(line).doesNotContain("secret");
    }

    @Test
    void nginxTellsItsStateToThisMachine() throws Exception {
        assertThat(get("/nginx_status").body()).contains("Active connections");
    }

    @Test
    void whatNginxRefusesItselfIsAProblemInBothShapesAndLanguages() throws Exception {
        try (var alone =
                Nginx.start(folder.resolve("alone"), List.of("127.0.0.1:" + RedisServer.freePort()), Map.of())) {
            var problem = send(alone, "/api/knowledge/stats", "Accept-Language", "zh-CN", "X-Request-Id", "r-1");
            assertThat(problem.statusCode()).isEqualTo(503);
            assertThat(problem.headers().firstValue("Retry-After")).contains("5");
            assertThat(problem.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            var body = Json.mapper().readTree(problem.body());
            assertThat(body.path("code").asText()).isEqualTo("starting");
            assertThat(body.path("detail").asText()).isEqualTo("暂时没有可用的实例。");
            assertThat(body.path("request_id").asText()).isEqualTo("r-1");
            var openAi = Json.mapper().readTree(send(alone, "/v1/models").body());
            assertThat(openAi.at("/error/code").asText()).isEqualTo("starting");
            assertThat(openAi.at("/error/type").asText()).isEqualTo("server_error");
        }
    }

    @Test
    void aFloodFromOneAddressIsRefusedWith429() throws Exception {
        try (var narrow = Nginx.start(
                folder.resolve("narrow"),
                List.of(one.address()),
                Map.of("NGINX_UNLIMITED", "none", "NGINX_RATE", "1", "NGINX_BURST", "3"))) {
            var last = send(narrow, "/api/a");
            for (var i = 0; i < 8 && last.statusCode() == 200; i++) {
                last = send(narrow, "/api/a");
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(Json.mapper().readTree(last.body()).path("code").asText())
                    .isEqualTo("rate_limit_exceeded");
            assertThat(send(narrow, "/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void filesOnNginxDiskAreSentByItAndNoPathLeadsOut() throws Exception {
        Files.writeString(nginx.folder().resolve("web/public/downloads/报告.txt"), "完成");
        Files.writeString(nginx.folder().resolve("web/public/private.txt"), "secret");
        var file = get("/downloads/%E6%8A%A5%E5%91%8A.txt");
        assertThat(file.body()).isEqualTo("完成");
        assertThat(file.headers().firstValue("Cache-Control")).contains("max-age=3600");
        assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(get("/downloads/%2e%2e/private.txt").body()).doesNotContain("secret");
        assertThat(get("/downloads../private.txt").body()).doesNotContain("secret");
    }

    @Test
    void plainHttpIsSentOnToTls() throws Exception {
        var settings = new HashMap<>(certificate());
        settings.put("NGINX_TLS", "on");
        settings.put("NGINX_HTTPS_PORT", Integer.toString(RedisServer.freePort()));
        try (var tls = Nginx.start(folder.resolve("tls"), List.of(one.address()), settings)) {
            var answer = send(tls, "/api/x?y=1");
            assertThat(answer.statusCode()).isEqualTo(301);
            assertThat(answer.headers().firstValue("Location"))
                    .contains("https://127.0.0.1:" + settings.get("NGINX_HTTPS_PORT") + "/api/x?y=1");
        }
    }

    private static Map<String, String> certificate() throws Exception {
        var key = folder.resolve("key.pem");
        var cert = folder.resolve("cert.pem");
        if (Files.notExists(cert)) {
            var made = new ProcessBuilder(
                            "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "rsa:2048",
                            "-nodes",
                            "-days",
                            "1",
                            "-subj",
                            "/CN=localhost",
                            "-keyout",
                            key.toString(),
                            "-out",
                            cert.toString())
                    .redirectErrorStream(true)
                    .start();
            made.getInputStream().readAllBytes();
            assertThat(made.waitFor()).isZero();
        }
        return Map.of("NGINX_TLS_CERT", cert.toString(), "NGINX_TLS_KEY", key.toString());
    }

    private static List<String> templates() throws IOException {
        try (var files = Files.walk(Path.of("server-config/nginx"))) {
            return files.filter(Files::isRegularFile).flatMap(NginxIT::lines).toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(nginx, path, headers);
    }

    private static HttpResponse<String> send(Nginx server, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.uri(path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(nginx.uri(path)))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
