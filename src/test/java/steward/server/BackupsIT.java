package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.server.Accounts.json;

/** Backups over HTTP and by schedule on the real server, with the embedded database. */
class BackupsIT {
    private static final String BACKUPS = "/admin/api/backups";
    private static Instance steward;
    private static String[] owner;
    private static String[] admin;
    private static String[] otto;

    @BeforeAll
    static void start() {
        steward = Instance.start(
                "backups",
                Instance.settings(
                        "AUTH_REQUIRED",
                        "true",
                        "SECRET_KEY",
                        "signing-secret-0123456789-abcdefghijklmnop",
                        "ADMIN_PASSWORD",
                        Accounts.PASSWORD,
                        "BACKUP_SCHEDULE",
                        "59 23 31 12 *"));
        owner = Accounts.signIn(steward, "admin");
        Accounts.addUser(steward, owner, "ada", "admin");
        Accounts.addUser(steward, owner, "otto", "operator");
        admin = Accounts.signIn(steward, "ada");
        otto = Accounts.signIn(steward, "otto");
    }

    @AfterAll
    static void stop() {
        steward.close();
    }

    private static JsonNode ok(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer);
    }

    private static JsonNode items() {
        return ok(steward.get(BACKUPS, admin), 200).path("items");
    }

    private static JsonNode done(String task, String[] who) {
        var result = ok(steward.get("/api/tasks/" + task + "/result?wait=30", who), 200);
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("succeeded");
        return result.path("result");
    }

    @Test
    void anAdministratorHasOneMadeAndReadAgain() throws Exception {
        var accepted = ok(steward.post(BACKUPS, "", admin), 202);
        var made = done(accepted.path("task_id").asText(), admin);
        var id = made.path("id").asText();

        var listed = items().findValuesAsText("id");
        assertThat(listed).contains(id);
        assertThat(Files.size(steward.home().resolve("data/backups").resolve(id)))
                .isEqualTo(made.path("bytes").asLong());
        var report = ok(steward.get(BACKUPS, admin), 200);
        assertThat(report.path("last_good").asText()).isEqualTo(listed.get(0));
        assertThat(report.path("folder").asText())
                .isEqualTo(steward.home().resolve("data/backups").toString());
        // by the setting the next one is due on the last day of the year
        assertThat(report.path("scheduled").asBoolean()).isTrue();
        assertThat(report.path("due_at").asText()).endsWith("-12-31T23:59:00Z");
        assertThat(report.path("late").asBoolean()).isFalse();
        var verified = ok(steward.post(BACKUPS + "/" + id + "/verify", "", admin), 200);
        assertThat(verified.at("/verified/ok").asBoolean()).isTrue();
        assertThat(verified.path("sha256").asText())
                .hasSize(64)
                .isEqualTo(made.path("sha256").asText());
        assertThat(steward.post(BACKUPS + "/backup_19700101.zip/verify", "", admin)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anAdministratorHasThemMadeBySchedule() {
        var added = ok(
                steward.post(
                        "/api/schedules", "{\"name\":\"often\",\"cron\":\"* * * * * *\",\"type\":\"backup\"}", admin),
                201);
        var path = "/api/schedules/" + added.path("id").asText();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> json(steward.get(path + "/runs", admin))
                            .path("items")
                            .findValuesAsText("status")
                            .contains("succeeded"));
        } finally {
            ok(steward.send(HttpRequest.newBuilder(steward.uri(path)).DELETE(), admin), 204);
        }
        assertThat(items()).isNotEmpty();
        assertThat(items().get(0).at("/verified/ok").asBoolean()).isTrue();
    }

    @Test
    void whoIsNoAdministratorGetsNoneAndSchedulesNone() {
        var schedule = "{\"name\":\"mine\",\"cron\":\"0 0 1 1 *\",\"type\":\"backup\"}";
        var builtIn = "/api/schedules/" + builtIn().path("id").asText();

        assertThat(steward.get(BACKUPS, otto).statusCode()).isEqualTo(403);
        assertThat(steward.post(BACKUPS, "", otto).statusCode()).isEqualTo(403);
        assertThat(steward.post(BACKUPS + "/backup_19700101.zip/verify", "", otto)
                        .statusCode())
                .isEqualTo(403);
        assertThat(steward.post("/api/tasks", "{\"type\":\"backup\"}", otto).statusCode())
                .isEqualTo(403);
        assertThat(steward.post("/api/schedules", schedule, otto).statusCode()).isEqualTo(403);
        assertThat(steward.post(builtIn + "/run", "", otto).statusCode()).isEqualTo(403);
        assertThat(steward.send(
                                HttpRequest.newBuilder(steward.uri(builtIn))
                                        .header("Content-Type", "application/json")
                                        .PUT(BodyPublishers.ofString(schedule)),
                                otto)
                        .statusCode())
                .isEqualTo(403);
        // without a key, only the copy that scripts on this machine fetch
        assertThat(steward.get(BACKUPS).statusCode()).isEqualTo(401);
        assertThat(steward.post(BACKUPS, "").statusCode()).isEqualTo(401);
    }

    @Test
    void aScriptOnThisMachineFetchesACopyWithoutAKey() {
        var written = ok(steward.post(BACKUPS + "/copy", "{\"file\":\"copy.part\"}"), 201);

        assertThat(written.path("file").asText()).isEqualTo("copy.part");
        assertThat(steward.home().resolve("data/backups/copy.part")).exists();
        for (var name : new String[] {"../x.zip", "/etc/x", "", ".hidden"}) {
            assertThat(steward.post(BACKUPS + "/copy", "{\"file\":\"" + name + "\"}")
                            .statusCode())
                    .isEqualTo(400);
        }
        // no backup yet: it has no checksum and not the name of one
        assertThat(items().findValuesAsText("id")).doesNotContain("copy.part");
    }

    @Test
    void theSettingTurnsTheBuiltInScheduleOn() {
        assertThat(builtIn().path("enabled").asBoolean()).isTrue();
        assertThat(builtIn().path("cron").asText()).isEqualTo("59 23 31 12 *");
    }

    private static JsonNode builtIn() {
        for (var schedule : ok(steward.get("/api/schedules", otto), 200).path("items")) {
            if (schedule.path("name").asText().equals("backup")) {
                return schedule;
            }
        }
        throw new AssertionError("no schedule backup");
    }
}
