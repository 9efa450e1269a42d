package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.server.Instance.settings;

/**
 * The first minutes without a model, on every kind of house: H2 at the root, PostgreSQL, and H2 at another context root.
 */
class FirstAnswerIT {
    private static EmbeddedPostgres postgresql;
    private static List<Instance> houses;

    @BeforeAll
    static void start() throws IOException {
        postgresql = EmbeddedPostgres.builder().start();
        var database = "postgresql://postgres:postgres@127.0.0.1:" + postgresql.getPort() + "/postgres";
        houses = List.of(
                Instance.start("embedded", settings("SAMPLE_KNOWLEDGE", "true")),
                Instance.start("postgresql", settings("SAMPLE_KNOWLEDGE", "true", "DATABASE_URL", database)),
                Instance.start("elsewhere", settings("SAMPLE_KNOWLEDGE", "true"), "steward"));
    }

    @AfterAll
    static void stop() throws IOException {
        houses.forEach(Instance::close);
        postgresql.close();
    }

    static Stream<Instance> houses() {
        return houses.stream();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void aChineseQuestionIsAnsweredByQuotesThatOpenTheirPassage(Instance steward) throws Exception {
        var answer = json(steward.post("/api/chat", "{\"message\":\"年假怎么算？\"}"));
        assertThat(answer.get("mode").asText()).isEqualTo("extractive");
        assertThat(answer.get("answer").asText()).contains("10 天").contains("[1]");
        assertThat(answer.at("/usage/total_tokens").asInt()).isZero();
        assertCitationsOpen(steward, answer.get("citations"));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void anEnglishQuestionIsAnsweredFromEnglishDocuments(Instance steward) throws Exception {
        var response = steward.post("/api/chat", "{\"message\":\"What does a 429 mean?\"}");
        assertThat(response.headers().firstValue("X-Steward-Answer-Mode")).contains("extractive");
        var answer = json(response);
        assertThat(answer.get("answer").asText()).contains("429").contains("[1]");
        assertCitationsOpen(steward, answer.get("citations"));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void whatIsAddedIsFoundByTheNextSearchAndCited(Instance steward) throws Exception {
        var code = "ZK-" + UUID.randomUUID().toString().substring(0, 6);
        var added = steward.post(
                "/api/knowledge/add", "{\"title\":\"温控手册\",\"content\":\"部件 " + code + " 的最高温度是 85 度，超过时先断电再报修。\"}");
        assertThat(added.statusCode()).isEqualTo(201);
        var id = json(added).get("document_id").asText();
        var found = json(steward.get("/api/knowledge/search?q=" + encoded(code + " 温度") + "&k=3"));
        assertThat(found.at("/results/0/document_id").asText()).isEqualTo(id);
        var answer = json(steward.post("/api/chat", "{\"message\":\"" + code + " 的最高温度是多少？\"}"));
        assertThat(answer.at("/citations/0/document_id").asText()).isEqualTo(id);
        assertThat(answer.get("answer").asText()).contains("85 度");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void theSearchPageAndTheChatRestOnTheSamePassages(Instance steward) throws Exception {
        for (var question : List.of("缓存多久过期", "How do I connect a model?")) {
            var found = json(steward.get("/api/knowledge/search?k=5&q=" + encoded(question)));
            var answer = json(steward.post("/api/chat", "{\"message\":\"" + question + "\"}"));
            var chunks = found.get("results").findValuesAsText("chunk_id");
            assertThat(answer.get("citations")).isNotEmpty();
            assertThat(chunks).containsAll(answer.get("citations").findValuesAsText("chunk_id"));
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void whatNobodyWroteDownIsNotFound(Instance steward) throws Exception {
        var answer = json(steward.post("/api/chat", "{\"message\":\"量子色动力学的渐近自由是什么\"}"));
        assertThat(answer.get("citations")).isEmpty();
        assertThat(answer.get("answer").asText()).contains("没有找到");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void allPathsToHealthGiveTheSameBody(Instance steward) {
        var paths = List.of("/health", "/health/", "/api/health", "/api/v1/monitoring/health", "/api/ef/v1/health");
        var bodies = paths.stream().map(path -> steward.get(path).body()).collect(Collectors.toSet());
        assertThat(bodies).hasSize(1).allMatch(body -> body.contains("\"status\":\"UP\""));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void theSixNumbersOfTheGuideAreThere(Instance steward) throws Exception {
        var numbers = json(steward.get("/api/metrics"));
        for (var name : List.of(
                "total_requests",
                "concurrent_requests",
                "cache_hit_rate",
                "rate_limited_requests",
                "average_response_time",
                "cache_size")) {
            assertThat(numbers.get(name).isNumber()).as(name).isTrue();
        }
    }

    private static void assertCitationsOpen(Instance steward, JsonNode citations) throws IOException {
        assertThat(citations).isNotEmpty();
        assertThat(citations.findValues("n").stream().map(JsonNode::asInt))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, citations.size()).boxed().toList());
        for (var citation : citations) {
            var content = json(steward.get(
                    "/api/knowledge/documents/" + citation.get("document_id").asText() + "/content"));
            var text = content.get("text").asText();
            assertThat(text.substring(
                            citation.get("start").asInt(), citation.get("end").asInt()))
                    .isEqualTo(citation.get("text").asText());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return Json.mapper().readTree(response.body());
    }
}
