package steward.platform.problem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemTest {
    @Test
    void everyTypeHasATitleADetailAndAFixInBothLanguages() {
        for (var type : ProblemType.values()) {
            for (var part : List.of("title", "detail", "fix")) {
                assertThat(ProblemTexts.in(Locale.ENGLISH).all()).containsKey(type.code() + "." + part);
                assertThat(ProblemTexts.in(Locale.CHINESE).all()).containsKey(type.code() + "." + part);
            }
        }
    }

    @Test
    void theTwoLanguagesHaveTheSameKeysAndTheSamePlaceholders() {
        var english = ProblemTexts.in(Locale.ENGLISH).all();
        var chinese = ProblemTexts.in(Locale.CHINESE).all();
        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        english.forEach((key, text) -> assertThat(placeholders(chinese.get(key)))
                .as("%s", key)
                .containsExactlyInAnyOrderElementsOf(placeholders(text)));
    }

    @Test
    void aRefusalTellsInProblemJsonWhatWhyAndWhen() throws Exception {
        var problem = new Problem(tooManyRequests(), Locale.SIMPLIFIED_CHINESE, "req_1");
        var body = Json.mapper().readTree(problem.asProblemJson());
        assertThat(body.get("status").asInt()).isEqualTo(429);
        assertThat(body.get("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(body.get("detail").asText()).isEqualTo("每分钟 60 次已用完，请在 12 秒后重试。");
        assertThat(body.get("retry_after").asInt()).isEqualTo(12);
        assertThat(body.get("request_id").asText()).isEqualTo("req_1");
    }

    @Test
    void theSameRefusalSpeaksOpenAi() throws Exception {
        var error = Json.mapper()
                .readTree(new Problem(tooManyRequests(), Locale.ENGLISH, "req_1").asOpenAiError())
                .get("error");
        assertThat(error.get("type").asText()).isEqualTo("rate_limit_error");
        assertThat(error.get("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(error.get("param").isNull()).isTrue();
        assertThat(error.get("message").asText()).isEqualTo("60 requests a minute used up; retry in 12 s.");
    }

    @Test
    void aFieldIsNamedInBothShapes() throws Exception {
        var broken = new ProblemException(ProblemType.VALIDATION_FAILED)
                .field("message", "max_length", Map.of("max", 10, "actual", 11));
        var problem = new Problem(broken, Locale.ENGLISH, "req_1");
        var field = Json.mapper().readTree(problem.asProblemJson()).at("/errors/0");
        assertThat(field.get("field").asText()).isEqualTo("message");
        assertThat(field.get("detail").asText()).isEqualTo("may have at most 10 characters, not 11");
        assertThat(new String(problem.asOpenAiError(), StandardCharsets.UTF_8)).contains("\"param\":\"message\"");
    }

    @Test
    void aSentenceWithoutItsValuesIsReplacedByTheTitle() {
        var problem = new Problem(new ProblemException(ProblemType.MODEL_NOT_FOUND), Locale.ENGLISH, "req_1");
        assertThat(problem.detail()).isEqualTo("The model is not known");
    }

    private static ProblemException tooManyRequests() {
        return new ProblemException(ProblemType.RATE_LIMIT_EXCEEDED)
                .with("limit", 60)
                .retryAfter(Duration.ofMillis(11_001));
    }

    private static List<String> placeholders(Object text) {
        var found = new ArrayList<String>();
        var matcher = Pattern.compile("\\{\\w+}").matcher(text.toString());
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
