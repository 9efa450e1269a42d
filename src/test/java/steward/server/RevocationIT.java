package steward.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import steward.deploy.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static steward.server.Accounts.json;

/**
 * Two instances on one PostgreSQL: what is taken back at one of them is refused by the other as well, which has believed it
 * a moment before. First with a Redis, then without.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RevocationIT {
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static EmbeddedPostgres postgres;
    private static RedisServer redis;
    private static Instance here;
    private static Instance there;
    private static String[] owner;

    /** Everything after which somebody may less than what they hold says. */
    private enum Revocation {
        SIGNING_OUT {
            @Override
            int by(Somebody user) {
                return send("POST", "/api/auth/logout", "", user.shown());
            }
        },
        ENDING_THE_SESSION {
            @Override
            int by(Somebody user) {
                var sessions = json(here.get("/api/auth/sessions", user.shown()));
                var id = sessions.at("/items/0/id").asText();
                return send("DELETE", "/api/auth/sessions/" + id, "", user.shown());
            }
        },
        AN_ADMINISTRATOR_SIGNING_OUT {
            @Override
            int by(Somebody user) {
                return send("DELETE", user.path() + "/sessions", "", owner);
            }
        },
        ANOTHER_PASSWORD {
            @Override
            int by(Somebody user) {
                return send(
                        "PUT",
                        "/api/auth/password",
                        "{\"current_password\":\"" + Accounts.PASSWORD
                                + "\",\"new_password\":\"another canary horse staple\"}",
                        user.shown());
            }
        },
        A_PASSWORD_SET_BY_AN_ADMINISTRATOR {
            @Override
            int by(Somebody user) {
                return send("PATCH", user.path(), "{\"password\":\"another canary horse staple\"}", owner);
            }
        },
        ANOTHER_ROLE {
            @Override
            int by(Somebody user) {
                return send("PATCH", user.path(), "{\"role\":\"operator\"}", owner);
            }
        },
        DISABLING {
            @Override
            int by(Somebody user) {
                return send("PATCH", user.path(), "{\"disabled\":true}", owner);
            }
        },
        DELETING {
            @Override
            int by(Somebody user) {
                return send("DELETE", user.path(), "", owner);
            }
        };

        /** Does it at one instance and returns the status of the answer. */
        abstract int by(Somebody user);
    }

    private record Somebody(String id, String[] shown, String refresh) {
        String path() {
            return "/api/users/" + id;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        redis = RedisServer.start();
        postgres = EmbeddedPostgres.start();
        here = instance("here");
        there = instance("there");
        owner = Accounts.signIn(here, "admin");
    }

    private static Instance instance(String name) {
        return Instance.start(
                "revocation-" + name,
                Instance.settings(
                        "DATABASE_URL",
                        "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres",
                        "REDIS_URL",
                        redis.url(),
                        "AUTH_REQUIRED",
                        "true",
                        "SECRET_KEY",
                        "canary-signing-secret-0123456789-abcdefghijk",
                        "ADMIN_PASSWORD",
                        Accounts.PASSWORD));
    }

    @AfterAll
    static void stop() throws IOException {
        if (there != null) {
            there.close();
        }
        if (here != null) {
            here.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    @Order(1)
    void whatIsTakenBackHereIsRefusedThereWithinFiveSeconds() {
        assertThat(redisAsSeenThere()).isEqualTo("up");
        everythingTakenBackIsRefusedThere("with-redis");
    }

    @Test
    @Order(2)
    void whatIsTakenBackHereIsRefusedThereWithinFiveSecondsAlsoWithoutRedis() {
        redis.kill();
        await().until(() -> !redisAsSeenThere().equals("up"));
        everythingTakenBackIsRefusedThere("without-redis");
    }

    private static String redisAsSeenThere() {
        return json(there.get("/health", owner)).at("/checks/0/data/redis").asText();
    }

    private static void everythingTakenBackIsRefusedThere(String suffix) {
        var users = new EnumMap<Revocation, Somebody>(Revocation.class);
        for (var revocation : Revocation.values()) {
            users.put(
                    revocation,
                    somebody(revocation.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + suffix));
        }
        users.forEach((revocation, user) ->
                await(revocation + ": known there").atMost(PROMISED).until(() -> status(there, user) == 200));
        users.forEach(RevocationIT::isRefusedThere);
    }

    private static void isRefusedThere(Revocation revocation, Somebody user) {
        assertThat(revocation.by(user)).as(revocation.name()).isBetween(200, 204);
        assertThat(status(here, user)).as(revocation + ": here at once").isEqualTo(401);
        await(revocation + ": refused there")
                .atMost(PROMISED)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> status(there, user) == 401);
        assertThat(there.post("/api/auth/refresh", "{\"refresh_token\":\"" + user.refresh() + "\"}")
                        .statusCode())
                .as(revocation + ": nor does it come back")
                .isEqualTo(401);
    }

    private static Somebody somebody(String name) {
        var id = Accounts.addUser(here, owner, name, "viewer");
        var signedIn = json(here.post(
                "/api/auth/login", "{\"username\":\"" + name + "\",\"password\":\"" + Accounts.PASSWORD + "\"}"));
        return new Somebody(
                id,
                Accounts.bearer(signedIn.get("access_token").asText()),
                signedIn.get("refresh_token").asText());
    }

    private static int status(Instance instance, Somebody user) {
        return instance.get("/api/auth/me", user.shown()).statusCode();
    }

    private static int send(String method, String path, String body, String... headers) {
        HttpResponse<String> answer = here.send(
                HttpRequest.newBuilder(here.uri(path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)),
                headers);
        return answer.statusCode();
    }
}
