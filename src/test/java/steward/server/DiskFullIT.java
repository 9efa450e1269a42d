package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.deploy.SmallDisk;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One instance whose data and logs are on a disk of 64 MB, which is filled to the last block and freed again. */
class DiskFullIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 60;
    private static final String TASK = "{\"type\":\"chat.complete\",\"delay_s\":3600,\"payload\":{\"prompt\":\"满\"}}";
    private static final String QUESTION = "{\"message\":\"磁盘写满时怎么办？\"}";

    @TempDir
    Path folder;

    @Test
    void onAFullDiskWritesAreRefusedWithTheRemedyAndReadingSearchAndQuestionsGoOn() {
        try (var disk = SmallDisk.mount(folder.resolve("disk"), 64);
                var instance = start("disk-full", disk, 16)) {
            var documents = new ArrayList<>(List.of(add(instance, "磁盘写满时先腾出空间。"), add(instance, "年假每年十天。")));
            var task = json(instance.post("/api/tasks", TASK)).path("id").asText();
            assertThat(json(instance.post("/api/chat", QUESTION)).path("saved").asBoolean())
                    .isTrue();

            disk.fill();
            await().atMost(PATIENCE).until(() -> degradation(instance).equals("disk_full"));
            for (var round = 0; round < ROUNDS; round++) {
                refused(instance.post("/api/knowledge/add", document("第" + round + "份")), "The disk is full");
                refused(instance.post("/api/tasks", TASK), "The disk is full");
                readingGoesOn(instance, documents.get(0), task);
            }
            refused(instance.post("/api/tasks", TASK, "Accept-Language", "zh"), "磁盘已满");
            refused(upload(instance), "The disk is full");
            var answer = instance.post("/api/chat", QUESTION);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).path("saved").asBoolean()).isFalse();
            assertThat(instance.get("/health/ready").statusCode()).isEqualTo(200);

            disk.free();
            await().atMost(PATIENCE).until(() -> degradation(instance).equals("none"));
            documents.add(add(instance, "空间回来之后又能写了。"));
            assertThat(json(instance.post("/api/chat", QUESTION)).path("saved").asBoolean())
                    .isTrue();
            // lines were lost, and the logs say how many
            await().atMost(PATIENCE).until(() -> {
                instance.get("/api/knowledge/stats");
                return logs(disk).contains("log.dropped lines=");
            });
            everythingIsThereAfterAKill(instance, documents, task);
        }
    }

    @Test
    void whereNothingIsKeptFreeADatabaseThatCouldNotWriteIsUsedAgainWithoutARestart() {
        try (var disk = SmallDisk.mount(folder.resolve("disk"), 64);
                var instance = start("disk-full-to-the-brim", disk, 0)) {
            var documents = new ArrayList<>(List.of(add(instance, "满到最后一块。")));
            var task = json(instance.post("/api/tasks", TASK)).path("id").asText();

            disk.fill();
            await().atMost(PATIENCE)
                    .until(() ->
                            isRefused(instance.post("/api/knowledge/add", document("放不下 " + "x".repeat(200_000)))));
            for (var round = 0; round < ROUNDS; round++) {
                // a write that fails closes the store for a moment: who reads then is told to come again
                assertThat(instance.get("/api/knowledge/documents/" + documents.get(0))
                                .statusCode())
                        .isIn(200, 503, 507);
                assertThat(instance.post("/api/tasks", TASK).statusCode()).isIn(202, 503, 507);
                assertThat(search(instance).statusCode()).isEqualTo(200);
            }

            disk.free();
            await().atMost(PATIENCE)
                    .until(() -> instance.post("/api/knowledge/add", document("又有地方了。"))
                                    .statusCode()
                            == 201);
            assertThat(instance.get("/health/ready").statusCode()).isEqualTo(200);
            everythingIsThereAfterAKill(instance, documents, task);
        }
    }

    private static Instance start(String name, SmallDisk disk, int reserveMb) {
        return Instance.start(
                name,
                Instance.settings(
                        "DATA_DIR",
                        disk.folder().resolve("data").toString(),
                        "LOG_DIR",
                        disk.folder().resolve("logs").toString(),
                        "DISK_RESERVE_MB",
                        Integer.toString(reserveMb)));
    }

    private static void readingGoesOn(Instance instance, String document, String task) {
        assertThat(instance.get("/api/knowledge/documents/" + document).statusCode())
                .isEqualTo(200);
        assertThat(instance.get("/api/tasks/" + task).statusCode()).isEqualTo(200);
        assertThat(json(search(instance)).path("total").asInt()).isPositive();
    }

    private static HttpResponse<String> search(Instance instance) {
        return instance.get("/api/knowledge/search?q=%E7%A9%BA%E9%97%B4");
    }

    private static void everythingIsThereAfterAKill(Instance instance, List<String> documents, String task) {
        instance.kill();
        instance.startAgain();
        assertThat(documents)
                .allSatisfy(id -> assertThat(
                                instance.get("/api/knowledge/documents/" + id).statusCode())
                        .isEqualTo(200));
        assertThat(instance.get("/api/tasks/" + task).statusCode()).isEqualTo(200);
    }

    private static void refused(HttpResponse<String> answer, String title) {
        var problem = json(answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
        assertThat(problem.path("code").asText()).isEqualTo("disk_full");
        assertThat(problem.path("title").asText()).isEqualTo(title);
        assertThat(problem.path("fix").asText()).contains("DATA_DIR");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static boolean isRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, 503, 507);
        return answer.statusCode() != 201;
    }

    private static HttpResponse<String> upload(Instance instance) {
        var body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n上传\r\n--x--\r\n";
        return instance.send(HttpRequest.newBuilder(instance.uri("/api/knowledge/upload"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String document(String text) {
        return "{\"title\":\"满\",\"content\":\"" + text + "\"}";
    }

    private static String add(Instance instance, String text) {
        var added = instance.post("/api/knowledge/add", document(text));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        return json(added).path("document_id").asText();
    }

    private static String degradation(Instance instance) {
        return json(instance.get("/health")).at("/checks/0/data/degradation").asText();
    }

    private static String logs(SmallDisk disk) {
        try (var files = Files.walk(disk.folder().resolve("logs"))) {
            var all = new StringBuilder();
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
