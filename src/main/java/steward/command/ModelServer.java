package steward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import steward.platform.config.Bilingual;
import steward.platform.config.Secret;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.json.Json;

/** Asks the configured model server for its list of models, which costs nothing, and says at which step it fails. */
final class ModelServer {
    static final String ARK = "https://ark.cn-beijing.volces.com/api/v3";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(30);
    private static final Bilingual NAME = new Bilingual("大模型", "model");

    private final Settings settings;
    private final Clock clock;

    ModelServer(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    List<Finding> findings() {
        var base = base(settings).orElse("");
        if (base.isEmpty()) {
            return List.of(Finding.ok(
                    NAME,
                    new Bilingual(
                            "未配置，用原文摘录回答；接入见 ./start.sh llm",
                            "none: answers are extracts; ./start.sh llm says how to add one")));
        }
        try {
            return answered((HttpURLConnection)
                    URI.create(base.replaceFirst("/+$", "") + "/models").toURL().openConnection());
        } catch (IOException | IllegalArgumentException failure) {
            return List.of(failed(failure));
        }
    }

    /** The address that is asked; a key of Ark alone leads to Ark. Empty where no model is configured. */
    static Optional<String> base(Settings settings) {
        return settings.find(Setting.LLM_BASE_URL).or(() -> arkAlone(settings).map(key -> ARK));
    }

    // Ark's key is for Ark: it is not sent to another server
    private static Optional<Secret> arkAlone(Settings settings) {
        var another = settings.find(Setting.LLM_BASE_URL).or(() -> settings.find(Setting.LLM_API_KEY));
        return another.isPresent() ? Optional.empty() : settings.secret(Setting.ARK_API_KEY);
    }

    private List<Finding> answered(HttpURLConnection connection) throws IOException {
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        settings.secret(Setting.LLM_API_KEY)
                .or(() -> arkAlone(settings))
                .map(Secret::value)
                .ifPresent(key -> connection.setRequestProperty("Authorization", "Bearer " + key));
        var findings = new ArrayList<>(List.of(status(connection)));
        if (connection.getDate() > 0) {
            findings.add(clock(Instant.ofEpochMilli(connection.getDate())));
        }
        connection.disconnect();
        return findings;
    }

    private Finding status(HttpURLConnection connection) throws IOException {
        var status = connection.getResponseCode();
        if (status == 200) {
            return listed(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        if (status == 401 || status == 403) {
            return Finding.problem(
                    NAME,
                    new Bilingual("不接受密钥 (HTTP " + status + ")", "does not accept the key (HTTP " + status + ")"),
                    new Bilingual("检查 LLM_API_KEY", "check LLM_API_KEY"));
        }
        if (status == 404) {
            return Finding.warning(
                    NAME,
                    new Bilingual("可达，但没有模型列表 (HTTP 404)", "reachable, but lists no models (HTTP 404)"),
                    new Bilingual("确认 LLM_BASE_URL 到版本号为止", "make sure that LLM_BASE_URL ends with the version"));
        }
        return Finding.problem(
                NAME,
                new Bilingual("回答 HTTP " + status, "answers HTTP " + status),
                new Bilingual("看模型服务的状态页或日志", "look at the model server's status page or log"));
    }

    private Finding listed(String body) {
        var missing = new ArrayList<>(settings.list(Setting.LLM_MODEL));
        try {
            Json.mapper()
                    .readTree(body)
                    .path("data")
                    .forEach(entry -> missing.remove(entry.path("id").asText()));
        } catch (JsonProcessingException noJson) {
            return Finding.problem(
                    NAME,
                    new Bilingual("回答的不是 JSON", "does not answer in JSON"),
                    new Bilingual("检查 LLM_BASE_URL", "check LLM_BASE_URL"));
        }
        if (missing.isEmpty()) {
            var models = String.join(", ", settings.list(Setting.LLM_MODEL));
            return Finding.ok(NAME, new Bilingual("可达，有 " + models, "reachable, has " + models));
        }
        var models = String.join(", ", missing);
        return Finding.warning(
                NAME,
                new Bilingual("可达，列表里没有 " + models, "reachable, but does not list " + models),
                new Bilingual("检查 LLM_MODEL；方舟的 ep-… 接入点不在列表里", "check LLM_MODEL; Ark does not list endpoints ep-…"));
    }

    private Finding clock(Instant theirs) {
        var difference = Duration.between(theirs, clock.instant()).abs();
        var name = new Bilingual("时钟", "clock");
        var found = new Bilingual(
                "与模型服务相差 " + difference.toSeconds() + " 秒", difference.toSeconds() + " s from the model server's");
        return difference.compareTo(CLOCK_DIFFERENCE) <= 0
                ? Finding.ok(name, found)
                : Finding.warning(name, found, new Bilingual("打开时间同步 (NTP)", "switch on time synchronisation (NTP)"));
    }

    private static Finding failed(Exception failure) {
        if (failure instanceof UnknownHostException) {
            return unreachable(new Bilingual("主机名解析不了", "its host name cannot be resolved"));
        }
        if (failure instanceof ConnectException) {
            return unreachable(new Bilingual("拒绝连接", "refuses the connection"));
        }
        if (failure instanceof SocketTimeoutException) {
            return unreachable(new Bilingual("10 秒内没有应答", "did not answer within 10 s"));
        }
        if (failure instanceof SSLException) {
            return unreachable(new Bilingual("TLS 握手失败", "failed the TLS handshake"));
        }
        return unreachable(new Bilingual("连不上", "cannot be reached"));
    }

    private static Finding unreachable(Bilingual why) {
        return Finding.problem(
                NAME,
                why,
                new Bilingual(
                        "检查 LLM_BASE_URL、网络和代理；容器里 127.0.0.1 是容器自己",
                        "check LLM_BASE_URL, network and proxy; in a container 127.0.0.1 is the container itself"));
    }
}
