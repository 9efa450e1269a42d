package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.server.Instance.settings;

/** The knowledge base over HTTP: what is added is found, what is wrong is named, what was acknowledged stays. */
class KnowledgeIT {
    private final Instance steward = Stubbed.INSTANCE;

    @Test
    void whatWasAddedIsFoundByTheNextSearchInChineseAndEnglish() throws Exception {
        var word = word();
        var added = json(post("{\"title\":\"手册\",\"content\":\"年假代号" + word + "，每年十天。\",\"tags\":[\"人事\"]}"), 201);
        assertThat(added.get("status").asText()).isEqualTo("indexed");
        assertThat(added.get("chunks").asInt()).isEqualTo(1);
        var found = search("年假代号" + word);
        assertThat(found.at("/results/0/document_id")).isEqualTo(added.get("document_id"));
        assertThat(found.at("/results/0/title").asText()).isEqualTo("手册");
        assertThat(found.at("/results/0/highlights/0/end").asInt()).isPositive();
        json(post("{\"content\":\"The caches of " + word + " were cleared.\"}"), 201);
        assertThat(search("clearing the cache of " + word).at("/results/0/text").asText())
                .isEqualTo("The caches of " + word + " were cleared.");
    }

    @Test
    void theSameTextIsNotAddedTwice() throws Exception {
        var body = "{\"content\":\"年假 " + word() + "\"}";
        var first = json(post(body), 201);
        var second = json(post(body), 200);
        assertThat(second.get("duplicate_of")).isEqualTo(first.get("document_id"));
    }

    @Test
    void aCitationOpensTheQuotedPassage() throws Exception {
        var word = word();
        var text = IntStream.range(0, 300)
                .mapToObj(at -> "第 " + at + " 条，" + word + "：值班与年假的规定😀。\\n\\n")
                .reduce("", String::concat);
        var id = json(post("{\"content\":\"" + text + "\"}"), 201)
                .get("document_id")
                .asText();
        var passage = search(word + " 值班").at("/results/0");
        var content = json(
                steward.get("/api/knowledge/documents/" + id + "/content?start="
                        + passage.get("start").asInt() + "&end="
                        + passage.get("end").asInt()),
                200);
        assertThat(content.get("text")).isEqualTo(passage.get("text"));
        var chunks = json(steward.get("/api/knowledge/documents/" + id + "/chunks?limit=2"), 200);
        assertThat(chunks.get("items")).hasSize(2);
        assertThat(chunks.get("next_cursor").asText()).isNotEmpty();
    }

    @Test
    void aFileIsReadInTheEncodingAndUnderTheNameItHas() throws Exception {
        var word = word();
        var text = "# 年假规定\n\n" + word + "：入职满一年的员工每年享有带薪年假。";
        var added = json(upload("年假 规定.md", text.getBytes(Charset.forName("GBK")), "tags", "文件,人事"), 201);
        var document = json(
                steward.get("/api/v1/knowledge/documents/"
                        + added.get("document_id").asText()),
                200);
        assertThat(document.get("title").asText()).isEqualTo("年假规定");
        assertThat(document.get("source").asText()).isEqualTo("年假 规定.md");
        assertThat(document.get("format").asText()).isEqualTo("markdown");
        assertThat(document.get("tags")).hasSize(2);
        assertThat(search(word).at("/results/0/source").asText()).isEqualTo("年假 规定.md");
    }

    @Test
    void aFileOfSeveralMegabytesIsTaken() throws Exception {
        var word = word();
        var line = "The allowance of " + word + " comes back evenly instead of being reset on the minute.\n";
        var added = json(upload("long.txt", line.repeat(50_000).getBytes(StandardCharsets.UTF_8)), 201);
        assertThat(added.get("chunks").asInt()).isGreaterThan(1_000);
        assertThat(search("allowance " + word).get("total").asInt()).isGreaterThan(100);
        delete("/api/knowledge/documents/" + added.get("document_id").asText(), 204);
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        assertThat(problem(upload("a.exe", new byte[] {'M', 'Z', 0, 3}), 415)
                        .get("code")
                        .asText())
                .isEqualTo("unsupported_media_type");
        assertThat(problem(upload("a.txt", new byte[] {(byte) 0xC3, 0x28, 0}), 400)
                        .get("code")
                        .asText())
                .isEqualTo("invalid_encoding");
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
        try (var socket = new Socket("127.0.0.1", steward.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/knowledge/add HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Type: multipart/form-data; boundary=x\r\n"
                                    + "Content-Length: 62914560\r\n\r\n--x")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            var buffer = new byte[4_096];
            while (answer.indexOf("UPLOAD_MAX_MB") < 0) {
                int count = socket.getInputStream().read(buffer);
                assertThat(count).as(answer.toString()).isPositive();
                answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            assertThat(answer.toString()).startsWith("HTTP/1.1 413").contains("document_too_large");
        }
    }

    @Test
    void aDocumentIsChangedByTheVersionThatWasReadOnly() throws Exception {
        var word = word();
        var path = "/api/knowledge/documents/"
                + json(post("{\"content\":\"年假 " + word + "\"}"), 201)
                        .get("document_id")
                        .asText();
        var read = steward.get(path);
        var tag = read.headers().firstValue("ETag").orElseThrow();
        assertThat(steward.get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
        var patched = send("PATCH", path, "{\"title\":\"新标题\"}", "If-Match", tag);
        assertThat(json(patched, 200).get("title").asText()).isEqualTo("新标题");
        assertThat(problem(send("PATCH", path, "{\"title\":\"迟了\"}", "If-Match", tag), 412)
                        .get("code")
                        .asText())
                .isEqualTo("precondition_failed");
        assertThat(problem(send("PUT", path, "{\"content\":\"迟了\"}", "If-Match", tag), 412))
                .isNotNull();
        var newTag = patched.headers().firstValue("ETag").orElseThrow();
        assertThat(json(send("PUT", path, "{\"content\":\"病假 " + word + "\"}", "If-Match", newTag), 200)
                        .get("version")
                        .asInt())
                .isEqualTo(3);
        assertThat(search("“年假 " + word + "”").get("results")).isEmpty();
        assertThat(search("“病假 " + word + "”").get("results")).hasSize(1);
        delete(path, 204);
        problem(steward.get(path), 404);
        assertThat(search("“病假 " + word + "”").get("results")).isEmpty();
    }

    @Test
    void collectionsKeepDocumentsApart() throws Exception {
        var name = "项目 " + word();
        var collection = json(send("POST", "/api/knowledge/collections", "{\"name\":\"" + name + "\"}"), 201);
        var path = "/api/knowledge/collections/" + collection.get("id").asText();
        var word = word();
        json(post("{\"content\":\"年假 " + word + "\",\"collection\":\"" + name + "\"}"), 201);
        assertThat(search(word, "collection=" + encoded(name)).get("results")).hasSize(1);
        assertThat(search(word, "collection=default").get("results")).isEmpty();
        assertThat(problem(send("DELETE", path, null), 409)
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("force");
        delete(path + "?force=true", 204);
        assertThat(search(word).get("results")).isEmpty();
        assertThat(problem(steward.get("/api/knowledge/search?q=x&collection=" + encoded(name)), 400)
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("collection");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                       | 400 | q",
                "?q=                      | 400 | q",
                "?q=x&k=0                 | 400 | k",
                "?q=x&top_k=51            | 400 | k",
                "?q=x&k=many              | 400 | k",
                "?q=x&query=y             | 400 | q",
                "?q=x&mode=magic          | 400 | mode",
                "?q=x&explain=perhaps     | 400 | explain",
                "?q=x&collection=nowhere  | 400 | collection"
            })
    void aBadSearchIsToldWhichParameterIsWrong(String query, int status, String field) throws Exception {
        var problem = problem(steward.get("/api/knowledge/search" + query), status);
        assertThat(problem.at("/errors/0/field").asText()).isEqualTo(field);
    }

    @Test
    void modesThatAreNotThereYetAreSaidToBe() throws Exception {
        assertThat(problem(steward.get("/api/knowledge/search?q=x&mode=vector"), 501)
                        .get("code")
                        .asText())
                .isEqualTo("not_supported");
        var hybrid = search("年假", "mode=hybrid");
        assertThat(hybrid.get("mode").asText()).isEqualTo("keyword");
        assertThat(hybrid.get("requested_mode").asText()).isEqualTo("hybrid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":5}                       | 400 | content",
                "{\"content\":\"x\",\"tags\":\"a\"}    | 400 | tags",
                "{}                                    | 422 | content",
                "{\"content\":\" \"}                   | 422 | content",
                "{\"content\":\"x\",\"metadata\":[]}   | 422 | metadata",
                "{\"content\":\"x\",\"format\":\"pdf\"} | 422 | format",
                "{\"content\":\"x\",\"collection\":\"nowhere\"} | 422 | collection"
            })
    void aBadDocumentIsToldWhatIsWrongWithIt(String body, int status, String field) throws Exception {
        assertThat(problem(post(body), status).at("/errors/0/field").asText()).isEqualTo(field);
    }

    @Test
    void anUnknownDocumentIsNotFoundUnderWhateverId() throws Exception {
        for (var id : List.of(UUID.randomUUID().toString(), "x", "..;", "'%20or%201=1", "%F0%9F%98%80")) {
            var answer = steward.get("/api/knowledge/documents/" + id);
            assertThat(answer.statusCode()).as(id).isIn(400, 404);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("json");
        }
        problem(steward.get("/api/knowledge/documents?cursor=nonsense"), 400);
    }

    @Test
    void thisAddressReadsJsonAndFormsOnly() throws Exception {
        var text = steward.send(HttpRequest.newBuilder(steward.uri("/api/knowledge/add"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x")));
        assertThat(problem(text, 415)).isNotNull();
        assertThat(problem(steward.get("/api/knowledge/add"), 405)).isNotNull();
    }

    @Test
    void manyWhoAddAtOnceAllFindWhatTheyAdded() throws Exception {
        var word = word();
        var threads = Executors.newFixedThreadPool(16);
        try {
            var adding = new ArrayList<Future<Integer>>();
            for (int at = 0; at < 400; at++) {
                int number = at;
                adding.add(threads.submit(
                        () -> post("{\"content\":\"" + word + " 第" + number + "号，编号 N-" + number + "-年假\"}")
                                .statusCode()));
            }
            for (var each : adding) {
                assertThat(each.get()).isEqualTo(201);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(search(word).get("total").asInt()).isEqualTo(400);
        assertThat(search(word + " “N-123-年假”").get("total").asInt()).isEqualTo(1);
    }

    @Test
    void afterAKillAndTheLossOfItsIndexEverythingAcknowledgedIsFound() throws Exception {
        try (var instance = Instance.start("knowledge-kill", settings("SAMPLE_KNOWLEDGE", "true"))) {
            assertThat(json(instance.get("/api/knowledge/stats"), 200)
                            .get("documents")
                            .asInt())
                    .isEqualTo(14);
            json(instance.post("/api/knowledge/add", "{\"content\":\"锟斤拷一号。\"}"), 201);
            instance.kill();
            instance.startAgain();
            assertThat(total(instance, "“锟斤拷一号”")).isEqualTo(1);
            json(
                    instance.send(HttpRequest.newBuilder(instance.uri("/api/knowledge/sample"))
                            .DELETE()),
                    200);
            json(instance.post("/api/knowledge/add", "{\"content\":\"锟斤拷二号。\"}"), 201);
            instance.kill();
            deleteFolder(instance.home().resolve("data").resolve("index"));
            instance.startAgain();
            assertThat(total(instance, "“锟斤拷一号”")).isEqualTo(1);
            assertThat(total(instance, "“锟斤拷二号”")).isEqualTo(1);
            assertThat(json(instance.get("/api/knowledge/stats"), 200)
                            .get("documents")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    private static void deleteFolder(java.nio.file.Path folder) throws IOException {
        org.apache.lucene.util.IOUtils.rm(folder);
    }

    private static int total(Instance instance, String question) throws IOException {
        return json(instance.get("/api/knowledge/search?q=" + encoded(question)), 200)
                .get("total")
                .asInt();
    }

    private JsonNode search(String question, String... more) throws IOException {
        return json(
                steward.get("/api/knowledge/search?q=" + encoded(question) + (more.length > 0 ? "&" + more[0] : "")),
                200);
    }

    private HttpResponse<String> post(String body) {
        return steward.post("/api/knowledge/add", body);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        return steward.send(
                HttpRequest.newBuilder(steward.uri(path))
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
                headers);
    }

    private void delete(String path, int status) {
        assertThat(send("DELETE", path, null).statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> upload(String fileName, byte[] content, String... fields) {
        var form = new ByteArrayOutputStream();
        for (int at = 0; at < fields.length; at += 2) {
            form.writeBytes(utf8("--b0undary\r\nContent-Disposition: form-data; name=\"" + fields[at] + "\"\r\n\r\n"
                    + fields[at + 1] + "\r\n"));
        }
        form.writeBytes(utf8(
                "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName + "\"\r\n\r\n"));
        form.writeBytes(content);
        form.writeBytes(utf8("\r\n--b0undary--\r\n"));
        return steward.send(HttpRequest.newBuilder(steward.uri("/api/knowledge/add"))
                .header("Content-Type", "multipart/form-data; boundary=b0undary")
                .POST(BodyPublishers.ofByteArray(form.toByteArray())));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String word() {
        return "w" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.mapper().readTree(answer.body());
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        return json(answer, status);
    }
}
