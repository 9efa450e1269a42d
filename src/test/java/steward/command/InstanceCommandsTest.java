package steward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Settings;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceCommandsTest {
    @TempDir
    private Path folder;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Map<String, String> authorization = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void anInstance() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().toString();
            var sent = exchange.getRequestHeaders().getFirst("Authorization");
            authorization.put(path, sent == null ? "" : sent);
            var body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.getOrDefault(path, 200), body.length == 0 ? -1 : body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        answers.put("/health", """
                {"status":"UP","checks":[{"name":"database","status":"UP","data":{"kind":"h2"}},
                 {"name":"index","status":"UP"}]}""");
    }

    @AfterEach
    void gone() {
        server.stop(0);
    }

    @Test
    void aReadyInstanceIsWell() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(screen.run(settings(), "status")).isZero();
        assertThat(screen.text()).contains("✓ server-1  就绪", "✓ database  kind=h2");
    }

    @Test
    void anInstanceThatIsNotReadyIsAProblem() {
        statuses.put("/health/ready", 503);
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(settings(), "status")).isEqualTo(1);
        assertThat(screen.text()).contains("runs but is not ready");
    }

    @Test
    void anInstanceThatDoesNotRunIsSaidWithTheCommandThatStartsIt() {
        server.stop(0);
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(settings(), "status")).isEqualTo(1);
        assertThat(screen.text()).contains("is not running → ./start.sh dev");
    }

    @Test
    void statusCanBeReadByPrograms() throws JsonProcessingException {
        var screen = new Screen(Locale.ENGLISH, false, true);
        screen.run(settings(), "status");
        var document = Json.mapper().readTree(screen.text());

        assertThat(document.path("ready").asBoolean()).isTrue();
        assertThat(document.at("/health/checks/0/name").asText()).isEqualTo("database");
    }

    @Test
    void doctorLooksAtEveryPartOfAHealthyInstallation() {
        var screen = new Screen(Locale.ENGLISH);
        screen.run(settings(), "doctor");

        assertThat(screen.text())
                .contains("✓  Java", "✓  data folder", "✓  log folder", "✓  configuration", "✓  instance", "✓  model")
                .contains("health database");
    }

    @Test
    void doctorNamesTheProcessThatHoldsThePort() {
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(settings(), "doctor")).isEqualTo(1);
        assertThat(screen.text())
                .containsPattern("✗  port +" + port() + " is taken by .*java.*\\("
                        + ProcessHandle.current().pid() + "\\) +→ PORT=" + (port() + 1) + " ./start.sh dev");
    }

    @Test
    void doctorTellsEachMistakeOfTheConfiguration() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);
        screen.run(settings("RATE_LIMIT_PER_MINUTE", "6O", "DB_POOL_SIZE", "1", "DATABASE_POOL_SIZE", "2"), "doctor");

        assertThat(screen.text())
                .containsPattern("✗  配置 +RATE_LIMIT_PER_MINUTE \"6O\" 不是整数 \\(字母 O\\) +→ 60")
                .containsPattern("!  配置 +DB_POOL_SIZE");
    }

    @Test
    void doctorAsksTheModelServerWithTheKeyAndFindsTheModel() {
        answers.put("/v1/models", "{\"data\":[{\"id\":\"qwen2.5:7b\"}]}");
        var screen = new Screen(Locale.ENGLISH);
        screen.run(withModel("qwen2.5:7b"), "doctor");

        assertThat(screen.text()).contains("reachable, has qwen2.5:7b").doesNotContain("sk-canary");
        assertThat(authorization).containsEntry("/v1/models", "Bearer sk-canary");
    }

    @Test
    void doctorNamesTheModelsThatTheServerDoesNotList() {
        answers.put("/v1/models", "{\"data\":[{\"id\":\"a\"}]}");
        var screen = new Screen(Locale.ENGLISH);
        screen.run(withModel("a, b"), "doctor");

        assertThat(screen.text()).contains("does not list b");
    }

    @Test
    void arksKeyIsNotSentToAnotherServer() {
        var screen = new Screen(Locale.ENGLISH);
        screen.run(
                settings(
                        "LLM_BASE_URL",
                        "http://127.0.0.1:" + port() + "/v1",
                        "ARK_API_KEY",
                        "ark-canary",
                        "LLM_MODEL",
                        "m"),
                "doctor");

        assertThat(authorization).containsEntry("/v1/models", "");
    }

    @Test
    void doctorSaysWhenTheModelServerRefusesTheKey() {
        statuses.put("/v1/models", 401);
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(screen.run(withModel("m"), "doctor")).isEqualTo(1);
        assertThat(screen.text()).containsPattern("✗  大模型 +不接受密钥 \\(HTTP 401\\) +→ 检查 LLM_API_KEY");
    }

    @Test
    void doctorSaysWhenTheModelServerIsAway() {
        var screen = new Screen(Locale.ENGLISH);
        screen.run(settings("LLM_BASE_URL", "http://127.0.0.1:1/v1", "LLM_MODEL", "m"), "doctor");

        assertThat(screen.text()).contains("refuses the connection");
    }

    @Test
    void theWelcomeSaysOnlyWhatIsTrue() {
        answers.put("/api/knowledge/documents?tag=sample&limit=100", "{\"items\":[{},{},{}]}");
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(screen.run(settings(), "welcome", "9")).isZero();
        assertThat(screen.text().lines())
                .containsExactly(
                        "✓ 就绪，用时 9 s。有 3 篇示例知识可以提问。",
                        "  对话      http://127.0.0.1:" + port() + "/      (dev 只监听本机，可匿名)",
                        "  接口文档  http://127.0.0.1:" + port() + "/api/  健康 /health   指标 /api/metrics",
                        "  大模型    未配置 → 摘录模式。接入只需 3 个变量，见 ./start.sh llm",
                        "  停止      Ctrl+C · 诊断 ./steward doctor · 日志 ./start.sh logs · English: ./start.sh dev --lang en");
    }

    @Test
    void theWelcomeNamesTheModelAndItsHostButNoPassword() {
        var screen = new Screen(Locale.ENGLISH);
        screen.run(
                settings("LLM_BASE_URL", "https://me:canary@llm.example.com/v1", "LLM_MODEL", "m-1"), "welcome", "9");

        assertThat(screen.text()).contains("m-1 · llm.example.com").doesNotContain("canary");
    }

    @Test
    void aPlanHoldsWhatTheServerIsStartedWith() throws IOException {
        server.stop(0);
        var plan = folder.resolve("plan");
        var screen = new Screen(Locale.ENGLISH);
        var settings = settings("DB_POOL_SIZE", "7", "DB_MAX_OVERFLOW", "3", "JAVA_OPTS", "-Da='b c'");

        assertThat(screen.run(settings, "plan", plan.toString())).isZero();
        assertThat(screen.text()).contains("Steward · dev · Java", "port " + port(), "embedded database");
        assertThat(Files.readString(plan))
                .contains("plan_port='" + port() + "'\n", "plan_pool_max='10'\n", "plan_bind='127.0.0.1'\n")
                .contains("plan_java_opts='-Da='\\''b c'\\'''\n");
    }

    @Test
    void aBusyPortIsNoPlan() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(screen.run(settings(), "plan", folder.resolve("plan").toString()))
                .isEqualTo(1);
        assertThat(screen.text()).contains("✗ 端口 " + port() + " 被 ");
        assertThat(folder.resolve("plan")).doesNotExist();
    }

    @Test
    void timesAreShortEnoughToRead() {
        assertThat(StatusCommand.time(Duration.ofSeconds(75))).isEqualTo("1m 15s");
        assertThat(StatusCommand.time(Duration.ofHours(49))).isEqualTo("2d 1h");
    }

    private Settings withModel(String model) {
        return settings(
                "LLM_BASE_URL", "http://127.0.0.1:" + port() + "/v1", "LLM_API_KEY", "sk-canary", "LLM_MODEL", model);
    }

    private Settings settings(String... namesAndValues) {
        var all = new HashMap<>(Map.of(
                "PORT", Integer.toString(port()),
                "DATA_DIR", folder.resolve("data").toString(),
                "LOG_DIR", folder.resolve("logs").toString()));
        for (var i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.of(all);
    }

    private int port() {
        return server.getAddress().getPort();
    }
}
