package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import steward.knowledge.file.OfficeFixtures;
import steward.knowledge.file.PdfFixtures;
import steward.platform.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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

    private int added(String name, byte[] content) {
        return add(name, content, "zh").statusCode();
    }

    private String found(String question) {
        var query = URLEncoder.encode(question, UTF_8);
        return steward.get("/api/knowledge/search?q=" + query).body();
    }

    private HttpResponse<String> add(String name, byte[] content, String language) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n")
                .getBytes(UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--x--\r\n".getBytes(UTF_8));
        return steward.send(HttpRequest.newBuilder(steward.uri("/api/knowledge/add"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .header("Accept-Language", language)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(UTF_8));
    }
}
