package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.json.Json;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A chat completion is told in the words of the Responses API. */
class ResponseRenderingTest {
    private static final String USAGE = "'usage':{'prompt_tokens':9,'completion_tokens':3,'total_tokens':12,"
            + "'prompt_tokens_details':{'cached_tokens':4}}";
    private static final String CITATIONS =
            "'steward':{'citations':[{'n':1,'document_id':'d1','title':'Leave','text':'…'}]}";

    private final ResponseRendering rendering = new ResponseRendering(new ResponseJson(
            "17", 1_795_248_000, new ResponseRequest((ObjectNode) json("{'input':'x','metadata':{'a':'b'}}"))));

    @Test
    void aWholeAnswerIsOneMessageWithItsTokens() {
        var response = whole("'content':'你好！'", "stop", USAGE);
        assertThat(response.at("/id").asText()).isEqualTo("resp_17");
        assertThat(response.at("/object").asText()).isEqualTo("response");
        assertThat(response.at("/status").asText()).isEqualTo("completed");
        assertThat(response.at("/model").asText()).isEqualTo("stub");
        assertThat(response.at("/metadata/a").asText()).isEqualTo("b");
        assertThat(response.at("/store").asBoolean(true)).isFalse();
        assertThat(response.at("/output")).hasSize(1);
        assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("你好！");
        assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(9);
        assertThat(response.at("/usage/input_tokens_details/cached_tokens").asInt())
                .isEqualTo(4);
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(3);
        assertThat(response.at("/usage/total_tokens").asInt()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"length, max_output_tokens", "content_filter, content_filter"})
    void anAnswerThatWasCutSaysWhy(String finishReason, String told) {
        var response = whole("'content':'cut'", finishReason, USAGE);
        assertThat(response.at("/status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo(told);
        assertThat(response.at("/output/0/status").asText()).isEqualTo("incomplete");
    }

    @Test
    void aRefusalIsTold() {
        assertThat(whole("'content':null,'refusal':'No.'", "stop", USAGE)
                        .at("/output/0/content/0/text")
                        .asText())
                .isEqualTo("No.");
    }

    @Test
    void tokensThatTheModelDoesNotTellAreNotInvented() {
        assertThat(whole("'content':'x'", "stop", "'n':1").at("/usage").isNull())
                .isTrue();
    }

    @Test
    void passagesThatTheTextNamesAreAnnotations() {
        var response = whole("'content':'Ten days [1], not [2].'", "stop", CITATIONS);
        var annotations = response.at("/output/0/content/0/annotations");
        assertThat(annotations).hasSize(1);
        assertThat(annotations.get(0))
                .isEqualTo(json("{'start_index':9,'end_index':12,'title':'Leave',"
                        + "'url':'/api/knowledge/documents/d1','type':'url_citation'}"));
        assertThat(response.at("/steward/citations")).hasSize(1);
    }

    @Test
    void aStreamTellsItsEventsInTheirOrder() {
        var events = events(
                rendering.frames(bytes(chunk("{'role':'assistant','content':''}", "null"))),
                rendering.frames(bytes(chunk("{'content':'Ten '}", "null"))),
                rendering.frames(bytes(chunk("{'content':'days [1]'}", "null"))),
                rendering.frames(bytes(chunk("{}", "'stop'") + frame("{'choices':[]," + USAGE + "}"))),
                rendering.frames(bytes(frame("{'choices':[]," + CITATIONS + "}") + "data: [DONE]\n\n")),
                rendering.end());
        assertThat(types(events))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.annotation.added",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (var i = 0; i < events.size(); i++) {
            assertThat(events.get(i).get("sequence_number").asInt()).isEqualTo(i);
        }
        var last = events.get(events.size() - 1);
        assertThat(last.at("/response/output/0/content/0/text").asText()).isEqualTo("Ten days [1]");
        assertThat(last.at("/response/output/0/content/0/annotations")).hasSize(1);
        assertThat(last.at("/response/usage/total_tokens").asInt()).isEqualTo(12);
        assertThat(last.at("/response/id")).isEqualTo(events.get(0).at("/response/id"));
        assertThat(events.get(4).get("item_id")).isEqualTo(last.at("/response/output/0/id"));
    }

    @Test
    void aStreamFromTheCacheComesInOnePieceAndIsToldTheSame() {
        var whole = chunk("{'content':'a'}", "null") + chunk("{'content':'b'}", "'stop'") + "data: [DONE]\n\n";
        var events = events(rendering.frames(bytes(whole)), rendering.end());
        assertThat(types(events)).contains("response.created", "response.completed");
        assertThat(events.get(events.size() - 1)
                        .at("/response/output/0/content/0/text")
                        .asText())
                .isEqualTo("ab");
    }

    @Test
    void aStreamThatWasCutEndsAsIncomplete() {
        rendering.frames(bytes(chunk("{'content':'a'}", "'length'")));
        assertThat(types(events(rendering.end()))).endsWith("response.incomplete");
    }

    @Test
    void aStreamThatBreaksOffEndsAsFailed() {
        rendering.frames(bytes(chunk("{'content':'a'}", "null")));
        var events = events(rendering.failed(problem()));
        assertThat(types(events)).containsExactly("response.failed");
        assertThat(events.get(0).at("/response/status").asText()).isEqualTo("failed");
        assertThat(events.get(0).at("/response/error/code").asText()).isEqualTo("upstream_error");
    }

    @Test
    void aStreamThatFailsBeforeItsFirstWordIsAnError() {
        var events = events(rendering.failed(problem()));
        assertThat(types(events)).containsExactly("error");
        assertThat(events.get(0).get("code").asText()).isEqualTo("upstream_error");
        assertThat(events.get(0).get("message").asText()).isNotBlank();
    }

    private static Problem problem() {
        return new Problem(new ProblemException(ProblemType.UPSTREAM_ERROR), Locale.ENGLISH, "req_1");
    }

    private JsonNode whole(String message, String finishReason, String rest) {
        return Json.tree(rendering.whole(bytes(("{'id':'c','model':'stub','choices':[{'index':0,'message':{" + message
                        + "},'finish_reason':'" + finishReason + "'}]," + rest + "}")
                .replace('\'', '"'))));
    }

    private static String chunk(String delta, String finishReason) {
        return frame("{'id':'c','model':'stub','choices':[{'index':0,'delta':" + delta + ",'finish_reason':"
                + finishReason + "}]}");
    }

    private static String frame(String data) {
        return "data: " + data.replace('\'', '"') + "\n\n";
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.get("type").asText()).toList();
    }

    /** The data of all frames; the name of each event is that in its data. */
    private static List<JsonNode> events(byte[]... pieces) {
        var events = new ArrayList<JsonNode>();
        for (var piece : pieces) {
            for (var frame : new String(piece, UTF_8).split("\n\n")) {
                if (!frame.isEmpty()) {
                    var lines = frame.split("\n");
                    var data = json(lines[1].substring("data: ".length()));
                    assertThat(lines[0]).isEqualTo("event: " + data.get("type").asText());
                    events.add(data);
                }
            }
        }
        return events;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static JsonNode json(String text) {
        return Json.tree(bytes(text.replace('\'', '"')));
    }
}
