package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import steward.knowledge.file.OfficeFixtures;
import steward.knowledge.file.PdfFixtures;
import steward.platform.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Files of every kind on the way into the knowledge base, and those that cannot get in. */
class FilesIT {
    private final Instance steward = Stubbed.INSTANCE;

    @Test
    void aWordFileASheetSlidesAndAPdfAreEachFoundBySearch() {
        assertThat(added("手册.docx", OfficeFixtures.word())).isEqualTo(201);
        assertThat(added("价格.xlsx", OfficeFixtures.sheet())).isEqualTo(201);
        assertThat(added("目标.pptx", OfficeFixtures.slides())).isEqualTo(201);
        assertThat(added("leave.pdf", PdfFixtures.report())).isEqualTo(201);
        assertThat(found("住宿")).contains("手册.docx");
        assertThat(found("TH-01-温度")).contains("价格.xlsx");
        assertThat(found("服务可用性")).contains("目标.pptx");
        assertThat(found("unused days lapse")).contains("leave.pdf");
    }

    @Test
    void aFileThatCannotBeReadSaysWhyInTheCallersLanguage() {
        var scanned = add("扫描.pdf", PdfFixtures.scanned(), "zh");
        assertThat(scanned.statusCode()).isEqualTo(422);
        assertThat(json(scanned).path("code").asText()).isEqualTo("unreadable_file");
        assertThat(json(scanned).at("/errors/0/detail").asText()).contains("OCR");
        assertThat(json(scanned).path("detail").asText()).contains("扫描.pdf");
        assertThat(json(add("a.docx", OfficeFixtures.encrypted(), "en"))
                        .at("/errors/0/rule")
                        .asText())
                .isEqualTo("file_encrypted");
        assertThat(add("a.zip", OfficeFixtures.zip(), "en").statusCode()).isEqualTo(415);
    }

    @Test
    void manyFilesAreImportedByATaskAndEachSaysWhatBecameOfIt() {
        var word = "导入" + UUID.randomUUID();
        var accepted = upload(
                file("一.txt", (word + " 的第一份。").getBytes(UTF_8)),
                file("二.docx", OfficeFixtures.wordOfText(text(word))),
                file("三.pdf", PdfFixtures.scanned()),
                file("四.md", ("# " + word + "\n\n第二份。").getBytes(UTF_8)));
        assertThat(accepted.statusCode()).isEqualTo(202);
        var task = json(accepted).path("task_id").asText();
        assertThat(accepted.headers().firstValue("Location")).contains("/api/tasks/" + task);
        var result = json(steward.get("/api/tasks/" + task + "/result?wait=50"));
        assertThat(result.at("/result/failed").asInt(result.path("failed").asInt()))
                .as(result.toString())
                .isEqualTo(1);
        var files = json(steward.get("/api/knowledge/upload/" + task, "Accept-Language", "zh"))
                .path("files");
        assertThat(files)
                .extracting(file -> file.path("name").asText())
                .containsExactly("一.txt", "二.docx", "三.pdf", "四.md");
        assertThat(files.get(0).path("status").asText()).isEqualTo("imported");
        assertThat(files.get(2).at("/cause/code").asText()).isEqualTo("file_scanned");
        assertThat(files.get(2).at("/cause/detail").asText()).contains("OCR");
        assertThat(found(word)).contains("一.txt").contains("四.md");
        var again = steward.post("/api/knowledge/upload/" + task + "/retry", "");
        assertThat(again.statusCode()).isEqualTo(202);
        var second = json(again).path("task_id").asText();
        json(steward.get("/api/tasks/" + second + "/result?wait=50"));
        assertThat(json(steward.get("/api/knowledge/upload/" + second)).path("files"))
                .extracting(file -> file.path("name").asText())
                .containsExactly("三.pdf");
        assertThat(steward.get("/api/knowledge/upload/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void anImportThatIsStoppedKeepsWhatIsDoneAndGoesOnWithTheRest() {
        var word = "停止" + UUID.randomUUID();
        var files = IntStream.range(0, 60)
                .mapToObj(at -> file(at + ".txt", (word + " 第 " + at + " 份。").getBytes(UTF_8)))
                .toArray(byte[][]::new);
        var task = json(upload(files)).path("task_id").asText();
        await().atMost(Duration.ofSeconds(30)).until(() -> states(task).contains("imported"));
        steward.post("/api/tasks/" + task + "/cancel", "");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json(steward.get("/api/tasks/" + task))
                        .path("status")
                        .asText()
                        .matches("cancelled|succeeded"));
        int done = Collections.frequency(states(task), "imported");
        assertThat(Collections.frequency(states(task), "waiting")).isEqualTo(60 - done);
        if (done < 60) {
            var rest = json(steward.post("/api/knowledge/upload/" + task + "/retry", ""))
                    .path("task_id")
                    .asText();
            assertThat(states(rest)).hasSize(60 - done);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Collections.frequency(states(rest), "imported") == 60 - done);
        }
    }

    private List<String> states(String task) {
        var states = new ArrayList<String>();
        json(steward.get("/api/knowledge/upload/" + task))
                .path("files")
                .forEach(file -> states.add(file.path("status").asText()));
        return states;
    }

    private static String text(String word) {
        return "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>"
                + word + " 第三份</w:t></w:r></w:p></w:body></w:document>";
    }

    private static byte[] file(String name, byte[] content) {
        var part = new ByteArrayOutputStream();
        part.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n")
                .getBytes(UTF_8));
        part.writeBytes(content);
        part.writeBytes("\r\n".getBytes(UTF_8));
        return part.toByteArray();
    }

    private HttpResponse<String> upload(byte[]... files) {
        var body = new ByteArrayOutputStream();
        for (var file : files) {
            body.writeBytes(file);
        }
        body.writeBytes("--x--\r\n".getBytes(UTF_8));
        return send("/api/knowledge/upload", body.toByteArray(), "zh");
    }

    private HttpResponse<String> send(String path, byte[] body, String language) {
        return steward.send(HttpRequest.newBuilder(steward.uri(path))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .header("Accept-Language", language)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private int added(String name, byte[] content) {
        return add(name, content, "zh").statusCode();
    }

    private String found(String question) {
        var query = URLEncoder.encode(question, UTF_8);
        return steward.get("/api/knowledge/search?q=" + query).body();
    }

    private HttpResponse<String> add(String name, byte[] content, String language) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(file(name, content));
        body.writeBytes("--x--\r\n".getBytes(UTF_8));
        return send("/api/knowledge/add", body.toByteArray(), language);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(UTF_8));
    }
}
