package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes in, the answer is a JSON problem that names what is wrong: never HTML, never a stack trace, never 500. */
class BadInputIT {
    private final Instance steward = Stubbed.INSTANCE;

    record Bad(String body, int status, String code, String field) {
        @Override
        public String toString() {
            return body.length() > 60 ? body.substring(0, 60) + "…" : body;
        }
    }

    static Stream<Bad> questions() {
        return Stream.of(
                new Bad("{\"message\":", 400, "malformed_json", null),
                new Bad("", 400, "invalid_request", "body"),
                new Bad("null", 400, "invalid_request", "body"),
                new Bad("[]", 400, "invalid_request", "body"),
                new Bad("\"text\"", 400, "invalid_request", "body"),
                new Bad("{\"message\":\"a\"} trailing", 400, "malformed_json", null),
                new Bad("{\"message\":\"a\",\"message\":\"b\"}", 400, "malformed_json", null),
                new Bad("{\"message\":5}", 400, "invalid_request", "message"),
                new Bad("{\"message\":{\"a\":1}}", 400, "invalid_request", "message"),
                new Bad("{\"message\":\"x\",\"stream\":\"yes\"}", 400, "invalid_request", "stream"),
                new Bad("{\"message\":\"x\",\"temperature\":\"hot\"}", 400, "invalid_request", "temperature"),
                new Bad("{\"message\":\"x\",\"temperature\":NaN}", 400, "malformed_json", null),
                new Bad("{\"message\":\"x\",\"max_tokens\":1e400}", 400, "invalid_request", "max_tokens"),
                new Bad("{\"message\":\"x\",\"conversation_id\":\"abc\"}", 400, "invalid_request", "conversation_id"),
                new Bad("{\"message\":\"x\",\"collections\":\"all\"}", 400, "invalid_request", "collections"),
                new Bad("{\"message\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 400, null, null),
                new Bad("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 400, "malformed_json", null),
                new Bad("{\"message\":\"x\",\"max_tokens\":" + "9".repeat(5_000) + "}", 400, null, null),
                new Bad("{}", 422, "validation_failed", "message"),
                new Bad("{\"message\":\"   \"}", 422, "validation_failed", "message"),
                new Bad("{\"message\":\"" + "长".repeat(32_001) + "\"}", 422, "validation_failed", "message"),
                new Bad("{\"message\":\"x\",\"temperature\":3}", 422, "validation_failed", "temperature"),
                new Bad("{\"message\":\"x\",\"max_tokens\":0}", 422, "validation_failed", "max_tokens"),
                new Bad("{\"messages\":[]}", 422, "validation_failed", "messages"),
                new Bad("{\"messages\":[null]}", 422, "validation_failed", "messages[0]"),
                new Bad(
                        "{\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]}",
                        422,
                        "validation_failed",
                        "messages[0].role"),
                new Bad("{\"message\":\"x\",\"model\":\"no-such\"}", 404, "model_not_found", null));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aBadQuestionIsToldWhatIsWrongWithIt(Bad bad) throws Exception {
        var answer = steward.post("/api/chat", bad.body());
        assertThat(answer.statusCode()).isEqualTo(bad.status());
        var problem = problem(answer);
        if (bad.code() != null) {
            assertThat(problem.get("code").asText()).isEqualTo(bad.code());
        }
        if (bad.field() != null) {
            assertThat(problem.at("/errors/0/field").asText()).isEqualTo(bad.field());
        }
    }

    static Stream<Bad> extensions() {
        return Stream.of(
                new Bad("\"yes\"", 400, "invalid_request", "steward"),
                new Bad("{\"conversation_id\":\"x\"}", 400, "invalid_request", "steward.conversation_id"),
                new Bad("{\"conversation_id\":5}", 400, "invalid_request", "steward.conversation_id"),
                new Bad("{\"resumable\":\"yes\"}", 400, "invalid_request", "steward.resumable"),
                new Bad("{\"knowledge\":5}", 400, "invalid_request", "steward.knowledge"),
                new Bad("{\"knowledge\":{\"topic\":\"x\"}}", 400, "invalid_request", "steward.knowledge.topic"),
                new Bad("{\"knowledge\":{\"k\":0}}", 400, "invalid_request", "steward.knowledge.k"),
                new Bad("{\"knowledge\":{\"k\":\"5\"}}", 400, "invalid_request", "steward.knowledge.k"),
                new Bad(
                        "{\"knowledge\":{\"collections\":\"x\"}}",
                        400,
                        "invalid_request",
                        "steward.knowledge.collections"),
                new Bad(
                        "{\"knowledge\":{\"collections\":[5]}}",
                        400,
                        "invalid_request",
                        "steward.knowledge.collections[0]"),
                new Bad(
                        "{\"knowledge\":{\"collections\":[\"no-such\"]}}",
                        400,
                        "invalid_request",
                        "steward.knowledge.collections"),
                new Bad("{\"cache\":true}", 400, "invalid_request", "steward.cache"),
                new Bad("{\"cache\":{\"ttl\":0}}", 400, "invalid_request", "steward.cache.ttl"),
                new Bad("{\"cache\":{\"no_cache\":\"yes\"}}", 400, "invalid_request", "steward.cache.no_cache"),
                new Bad("{\"cache\":{\"size\":1}}", 400, "invalid_request", "steward.cache.size"));
    }

    @ParameterizedTest
    @MethodSource("extensions")
    void aBadWishOfOursInOpenAisBodyIsNamed(Bad bad) throws Exception {
        for (var asked : List.of(
                "/v1/chat/completions {\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
                "/v1/responses {\"input\":\"x\"")) {
            var path = asked.substring(0, asked.indexOf(' '));
            var body = asked.substring(path.length() + 1) + ",\"steward\":" + bad.body() + "}";
            var answer = steward.post(path, body);
            assertThat(answer.statusCode()).as(path).isEqualTo(bad.status());
            var error = Json.mapper().readTree(answer.body()).get("error");
            assertThat(error.get("code").asText()).isEqualTo(bad.code());
            assertThat(error.get("param").asText()).isEqualTo(bad.field());
        }
    }

    @Test
    void knowledgeIsNotLeftOutInSilenceWhereItCannotBeUsed() throws Exception {
        for (var asked : List.of("/v1/completions \"prompt\"", "/v1/embeddings \"input\"")) {
            var words = asked.split(" ");
            var answer = steward.post(words[0], "{" + words[1] + ":\"x\",\"steward\":{\"knowledge\":true}}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(Json.mapper().readTree(answer.body()).at("/error/param").asText())
                    .isEqualTo("steward.knowledge");
        }
    }

    @Test
    void whatTheResponsesApiCannotDoHereIsNamedWithA501() throws Exception {
        var answer = steward.post("/v1/responses", "{\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]}");
        assertThat(answer.statusCode()).isEqualTo(501);
        var error = Json.mapper().readTree(answer.body()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("not_supported");
        assertThat(error.get("param").asText()).isEqualTo("tools");
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() throws Exception {
        var body = "{\"message\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
        var answer = steward.send(HttpRequest.newBuilder(steward.uri("/api/chat"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem(answer).get("code").asText()).isEqualTo("invalid_encoding");
    }

    @Test
    void aBodyOfFiftyMegabytesIsRefusedBeforeItIsRead() throws Exception {
        try (var socket = new Socket("127.0.0.1", steward.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 52428800\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsCutAtTheLimit() throws Exception {
        var endless = BodyPublishers.ofByteArrays(
                () -> Stream.generate(() -> new byte[1 << 20]).limit(12).iterator());
        var answer = steward.send(HttpRequest.newBuilder(steward.uri("/api/chat"))
                .header("Content-Type", "application/json")
                .POST(endless));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(problem(answer).get("code").asText()).isEqualTo("request_too_large");
    }

    @Test
    void formsAreNotReadAsJson() throws Exception {
        var answer = steward.send(HttpRequest.newBuilder(steward.uri("/api/chat"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("message=x")));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(problem(answer).get("code").asText()).isEqualTo("unsupported_media_type");
    }

    @Test
    void theWrongMethodIsToldTheRightOne() throws Exception {
        for (var path : List.of("/api/chat", "/v1/chat/completions", "/v1/responses")) {
            var answer = steward.get(path);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void nothingIsSentToAnAddressThatIsNotThere() {
        var answer = steward.post("/nothing", "{}", "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @MethodSource("unknownPaths")
    void anUnknownPathIsAJsonProblemInTheShapeOfItsApi(String path) throws Exception {
        var answer = steward.get(path, "Accept", "text/html,*/*", "Accept-Language", "zh-CN");
        assertThat(answer.statusCode()).isEqualTo(404);
        var body = Json.mapper().readTree(answer.body());
        var code = path.startsWith("/v1") ? body.at("/error/code") : body.at("/code");
        assertThat(code.asText()).isEqualTo("unknown_url");
    }

    static Stream<String> unknownPaths() {
        return Stream.of(
                "/nothing.html",
                "/api/nothing",
                "/api/v1/nothing",
                "/v1/nothing",
                "/admin/x.html",
                "/docs/nothing",
                "/ws/nothing",
                "/a/b/c.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/a/b/c", "/a/b/", "/%E9%97%AE%E7%AD%94/1", "/c/17?x=1.js"})
    void anUnknownPageIsTheChatPageForAPersonAndAJsonProblemForAProgram(String address) throws Exception {
        var page = steward.get(address, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Vary")).contains("Accept");
        assertThat(page.body()).contains("<chat-page>").contains("<base href=\".");
        for (var accept : List.of("*/*", "application/json")) {
            var problem = steward.get(address, "Accept", accept);
            assertThat(problem.statusCode()).isEqualTo(404);
            assertThat(problem(problem).get("code").asText()).isEqualTo("unknown_url");
        }
    }

    @Test
    void filesOfTheApplicationAreNotServed() {
        for (var path : List.of(
                "/WEB-INF/web.xml",
                "/.//WEB-INF/web.xml",
                "/%57EB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/WEB-INF/classes/META-INF/microprofile-config.properties")) {
            assertThat(steward.get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void textsFollowTheCallersLanguage() throws Exception {
        assertThat(problem(steward.post("/api/chat", "{}", "Accept-Language", "zh-TW"))
                        .get("title")
                        .asText())
                .isEqualTo("输入不符合规则");
        assertThat(problem(steward.post("/api/chat", "{}", "Accept-Language", "de"))
                        .get("title")
                        .asText())
                .isEqualTo("The input breaks a rule");
    }

    private static JsonNode problem(HttpResponse<String> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json;charset=UTF-8");
        assertThat(answer.body())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("steward.");
        return Json.mapper().readTree(answer.body());
    }
}
