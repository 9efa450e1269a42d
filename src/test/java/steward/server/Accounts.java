package steward.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** Users and keys of a server under test, made over HTTP. The owner is whoever ADMIN_USERNAME names. */
final class Accounts {
    static final String PASSWORD = "canary horse battery staple";

    private Accounts() {}

    /** Signs in a program and returns the header that it sends from then on: name and value. */
    static String[] signIn(Instance steward, String username) {
        var answer = steward.post(
                "/api/auth/login", "{\"username\":\"" + username + "\",\"password\":\"" + PASSWORD + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return bearer(json(answer).get("access_token").asText());
    }

    static String[] bearer(String credential) {
        return new String[] {"Authorization", "Bearer " + credential};
    }

    /** Returns the new user's id. */
    static String addUser(Instance steward, String[] admin, String username, String role) {
        var answer = steward.post(
                "/api/users",
                "{\"username\":\"" + username + "\",\"password\":\"" + PASSWORD + "\",\"role\":\"" + role + "\"}",
                admin);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).get("id").asText();
    }

    /** Returns the new key's secret. */
    static String addKey(Instance steward, String[] user, String wishes) {
        var answer = steward.post("/api/keys", wishes, user);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).get("key").asText();
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException notJson) {
            throw new IllegalStateException(answer.body(), notJson);
        }
    }
}
