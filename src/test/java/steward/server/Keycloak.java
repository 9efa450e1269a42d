package steward.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import steward.deploy.RedisServer;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Keycloak on loopback, as the build has unpacked it, with the realm of keycloak-realm.json and a database in its
 * heap. It is administered by its own REST interface. Ended by its process.
 */
final class Keycloak implements AutoCloseable {
    static final String CLIENT = "steward";
    static final String SECRET = "geheim & süß: %41+";
    private static final String ADMIN_PASSWORD = "canary-of-keycloak";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final int port = RedisServer.freePort();
    private final Path log;
    private final Process process;

    private Keycloak(Path home, Path log) throws IOException {
        this.log = log;
        var imported = Files.createDirectories(home.resolve("data/import")).resolve("main-realm.json");
        try (var realm = Keycloak.class.getResourceAsStream("/keycloak-realm.json")) {
            Files.write(imported, realm.readAllBytes());
        }
        var builder = new ProcessBuilder(
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--import-realm",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "JAVA_OPTS",
                        "-Xms64m -Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN_PASSWORD);
        process = builder.start();
    }

    /** Starts it and does not wait: that takes half a minute, in which others may start. */
    static Keycloak starting() {
        try {
            var log = Path.of(System.getProperty("steward.work"), "keycloak.log");
            Files.createDirectories(log.getParent());
            return new Keycloak(Path.of(System.getProperty("steward.keycloak")), log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void awaitReady() {
        Awaitility.await("Keycloak is ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(this::isReadyOrDead);
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    private boolean isReadyOrDead() {
        if (!process.isAlive()) {
            return true;
        }
        try {
            var discovery = HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"));
            return Instance.client()
                            .send(discovery.build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/main";
    }

    /** Changes what is given of the client that the realm has for us. */
    void changeClient(String json) {
        change("clients?clientId=" + CLIENT, "clients/", json);
    }

    /** Changes what is given of a user. */
    void changeUser(String username, String json) {
        change(user(username), "users/", json);
    }

    /** From now on it signs with a new pair of keys. */
    void rotateKeys() {
        var realm = json(administer("GET", "", "")).get("id").asText();
        administer("POST", "/components", """
                {"name": "rotated", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                 "parentId": "%s", "config": {"priority": ["1000"]}}""".formatted(realm));
    }

    void join(String username, String group) {
        administer("PUT", membership(username, group), "");
    }

    void leave(String username, String group) {
        administer("DELETE", membership(username, group), "");
    }

    private String membership(String username, String group) {
        return "/users/" + id(user(username)) + "/groups/" + id("groups?exact=true&search=" + group);
    }

    private static String user(String username) {
        return "users?exact=true&username=" + URLEncoder.encode(username, StandardCharsets.UTF_8);
    }

    private void change(String query, String path, String json) {
        administer("PUT", "/" + path + id(query), json);
    }

    private String id(String query) {
        return json(administer("GET", "/" + query, "")).get(0).get("id").asText();
    }

    private HttpResponse<String> administer(String method, String path, String json) {
        var answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/realms/main" + path))
                .header("Authorization", "Bearer " + administrator())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer;
    }

    private String administrator() {
        var answer = send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=password&client_id=admin-cli&username=admin&password=" + ADMIN_PASSWORD)));
        return json(answer).get("access_token").asText();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return Instance.client()
                    .send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException notJson) {
            throw new IllegalStateException(answer.body(), notJson);
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The script and the server that it has started. */
    @Override
    public void close() {
        var all = List.copyOf(process.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
