package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.deploy.PostgresServer;
import steward.deploy.SmallDisk;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One instance on a PostgreSQL whose own disk is filled to the last block and freed again; ours has room all the while. */
class PostgresOnFullDiskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DISK_MB = 96;
    private static final int ROUNDS = 20;
    private static final String TASK = "{\"type\":\"chat.complete\",\"delay_s\":3600,\"payload\":{\"prompt\":\"满\"}}";

    private final Random letters = new Random(5);
    private final List<String> accepted = new ArrayList<>();
    private Path folder;
    private SmallDisk disk;
    private PostgresServer postgres;
    private Instance instance;

    @BeforeEach
    void aSmallDisk() throws IOException {
        folder = Files.createTempDirectory("steward-postgres-disk");
        // PostgreSQL is another user, who has to pass
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        disk = SmallDisk.mount(folder.resolve("disk"), DISK_MB);
    }

    @AfterEach
    void close() {
        if (instance != null) {
            instance.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private void start(String name, Path rows, Path log) {
        postgres = PostgresServer.start(rows, log);
        // tasks stay where they are: this is about their rows
        instance = Instance.start(
                name, Instance.settings("DATABASE_URL", postgres.url("backend", "postgres"), "STEWARD_ROLE", "api"));
        accepted.add(add("磁盘写满时先腾出空间。"));
    }

    @Test
    void whereRowsHaveNoRoomWritesAreRefusedWithTheRemedyReadingGoesOnAndNothingAcceptedIsLost() {
        start("postgres-disk-full", disk.folder().resolve("rows"), folder.resolve("log"));
        var task = json(instance.post("/api/tasks", TASK)).path("id").asText();

        disk.fill();
        await().atMost(PATIENCE).until(() -> isRefused(507));
        for (var round = 0; round < ROUNDS; round++) {
            var answer = instance.post("/api/knowledge/add", document(large()));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
            var problem = json(answer);
            assertThat(problem.path("code").asText()).isEqualTo("disk_full");
            assertThat(problem.path("fix").asText()).isNotBlank();
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            readingGoesOn(task);
            assertThat(instance.post("/api/chat", "{\"message\":\"磁盘写满时怎么办？\"}").statusCode())
                    .isEqualTo(200);
        }
        assertThat(instance.get("/health/ready").statusCode()).isEqualTo(200);

        disk.free();
        await().atMost(PATIENCE).until(() -> !isRefused(507));
        everythingAcceptedIsThereAfterACrash();
        readingGoesOn(task);
    }

    @Test
    void whereItsLogHasNoRoomItEndsCallersAreToldAndAllIsThereOnceItRunsAgain() {
        start("postgres-log-full", folder.resolve("rows"), disk.folder().resolve("log"));

        disk.fill();
        await().atMost(PATIENCE).until(() -> isRefused(503));
        var refused = instance.post("/api/tasks", TASK);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(json(refused).path("code").asText()).isEqualTo("database_unavailable");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();

        disk.free();
        postgres.endAndStartAgain();
        await().atMost(PATIENCE).until(() -> !isRefused(503));
        everythingAcceptedIsThereAfterACrash();
    }

    private void readingGoesOn(String task) {
        var found = instance.get("/api/knowledge/search?q=%E7%A9%BA%E9%97%B4");
        assertThat(json(found).path("total").asInt()).as(found.body()).isPositive();
        assertThat(instance.get("/api/knowledge/documents/" + accepted.get(0)).statusCode())
                .isEqualTo(200);
        assertThat(instance.get("/api/tasks/" + task).statusCode()).isEqualTo(200);
    }

    /** Writes once more; what is neither accepted nor refused so is wrong. */
    private boolean isRefused(int status) {
        var answer = instance.post("/api/knowledge/add", document(large()));
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, status);
        if (answer.statusCode() == 201) {
            accepted.add(json(answer).path("document_id").asText());
        }
        return answer.statusCode() != 201;
    }

    private void everythingAcceptedIsThereAfterACrash() {
        postgres.crash();
        postgres.startAgain();
        await().atMost(PATIENCE)
                .until(() -> instance.get("/api/knowledge/documents/" + accepted.get(0))
                                .statusCode()
                        == 200);
        assertThat(accepted)
                .hasSizeGreaterThan(1)
                .allSatisfy(id -> assertThat(
                                instance.get("/api/knowledge/documents/" + id).statusCode())
                        .isEqualTo(200));
    }

    private String add(String text) {
        var added = instance.post("/api/knowledge/add", document(text));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        return json(added).path("document_id").asText();
    }

    /** A text that does not become small by being compressed. */
    private String large() {
        return letters.ints(60_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .replace('q', ' ');
    }

    private static String document(String text) {
        return "{\"title\":\"满\",\"content\":\"" + text + "\"}";
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
