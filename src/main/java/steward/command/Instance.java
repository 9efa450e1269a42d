package steward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.json.Json;

/** The instance that these settings describe: its process, its address and what it answers. */
final class Instance {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;

    /** An answer; the body is a missing node where it was no JSON. */
    record Answer(int status, JsonNode body) {}

    Instance(Settings settings) {
        this.settings = settings;
    }

    /** Where a browser on this machine reaches it, without final slash. */
    String address() {
        var host = settings.text(Setting.BIND_ADDRESS);
        var reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return "http://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":"
                + settings.integer(Setting.PORT);
    }

    /** Where it keeps what belongs to one run. */
    Path runFolder() {
        return settings.home().resolve("run").resolve(settings.text(Setting.SERVER_ID));
    }

    /** Its process, if the start script has started one that still lives. */
    Optional<ProcessHandle> process() {
        try {
            var pid = Files.readString(runFolder().resolve("pid")).strip();
            return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException neverStarted) {
            return Optional.empty();
        }
    }

    /** What it answers to a GET; empty where nobody listens. */
    Optional<Answer> get(String path) throws IOException {
        var connection =
                (HttpURLConnection) URI.create(address() + path).toURL().openConnection();
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        settings.secrets(Setting.API_KEYS).stream()
                .findFirst()
                .ifPresent(key -> connection.setRequestProperty("Authorization", "Bearer " + key.value()));
        try {
            return Optional.of(answer(connection));
        } catch (ConnectException nobody) {
            return Optional.empty();
        } finally {
            connection.disconnect();
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        var status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, json(in));
        }
    }

    private static JsonNode json(InputStream in) throws IOException {
        if (in == null) {
            return MissingNode.getInstance();
        }
        try {
            return Json.mapper().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException other) {
            return MissingNode.getInstance();
        }
    }
}
