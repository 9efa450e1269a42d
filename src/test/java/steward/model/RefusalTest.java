package steward.model;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.config.Secret;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalTest {
    private static final ModelRoute ROUTE = new ModelRoute(
            "smart", "ep-20250101-abcde", URI.create("https://api.example.com/v1"), Secret.of("geheim123"), "custom");

    @ParameterizedTest
    @CsvSource({
        "401, UPSTREAM_ERROR",
        "402, UPSTREAM_ERROR",
        "403, UPSTREAM_ERROR",
        "404, UPSTREAM_ERROR",
        "409, UPSTREAM_ERROR",
        "302, UPSTREAM_ERROR",
        "429, MODEL_UNAVAILABLE",
        "500, UPSTREAM_ERROR",
        "503, UPSTREAM_ERROR",
        "529, UPSTREAM_ERROR",
        "400, INVALID_REQUEST",
        "413, INVALID_REQUEST",
        "422, INVALID_REQUEST"
    })
    void everyStatusHasItsProblem(int status, ProblemType type) {
        assertThat(refusal(status, error("max_tokens is too large", "max_tokens"))
                        .problem(ROUTE)
                        .type())
                .isEqualTo(type);
    }

    @Test
    void whatIsWrongWithTheCallersInputIsTold() {
        var problem = refusal(400, error("max_tokens is too large: 99999", "max_tokens"))
                .problem(ROUTE);
        var shown = new Problem(problem, Locale.ENGLISH, "req_1").asOpenAiError();
        assertThat(new String(shown, StandardCharsets.UTF_8))
                .contains("max_tokens is too large: 99999 (bad_value)")
                .contains("\"param\":\"max_tokens\"");
        assertThat(new String(new Problem(problem, Locale.CHINESE, "req_1").asProblemJson(), StandardCharsets.UTF_8))
                .contains("被模型服务拒绝：max_tokens is too large");
    }

    @Test
    void theFlatErrorsOfSomeServersAreUnderstood() {
        var body =
                "{\"object\":\"error\",\"message\":\"too long\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}";
        assertThat(refusal(400, body).problem(ROUTE).errors()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Bad Request</html>",
                "",
                "{\"error\":\"just a text\"}",
                "{\"message\":\"no envelope\"}",
                "[1,2",
                "{\"error\":{\"message\":\"Incorrect API key provided\",\"type\":\"invalid_request_error\"}}",
                "{\"error\":{\"message\":\"no\",\"code\":\"insufficient_quota\"}}"
            })
    void aBadRequestThatIsNotPlainlyTheCallersFaultIsTheProviders(String body) {
        var problem = refusal(400, body).problem(ROUTE);
        assertThat(problem.type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        assertThat(problem.values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "geheim123",
                "sk-proj-abc123",
                "sk-abc***xyz",
                "https://internal.example.com/path",
                "db-7.cluster.internal",
                "10.1.2.3:8080",
                "admin@example.com",
                "org-Abc123",
                "req_0123456789",
                "Bearer xyz",
                "ep-20250101-abcde",
                "f00ba4f00ba4f00ba4f00ba4f00ba4"
            })
    void nothingConfidentialIsPassedOn(String secret) {
        var problem = refusal(422, error("temperature must be at most 2 (" + secret + ") 温度", "temperature"))
                .problem(ROUTE);
        var shown = new String(new Problem(problem, Locale.ENGLISH, "req_1").asOpenAiError(), StandardCharsets.UTF_8);
        assertThat(shown)
                .contains("temperature must be at most 2")
                .contains("温度")
                .doesNotContain(secret);
        assertThat(problem.getCause().toString()).doesNotContain(secret);
    }

    @Test
    void aLongMessageIsCut() {
        var problem =
                refusal(400, error("too long ".repeat(10_000), "messages")).problem(ROUTE);
        assertThat(problem.errors().get(0).values().get("message").toString()).hasSizeLessThan(400);
    }

    @Test
    void aProviderThatIsFullSaysWhenToComeBack() {
        var patient = new Refusal(503, Optional.of(Duration.ofSeconds(20)), new byte[0]).problem(ROUTE);
        assertThat(patient.type()).isEqualTo(ProblemType.MODEL_UNAVAILABLE);
        assertThat(patient.retryAfter()).contains(Duration.ofSeconds(20));
        assertThat(refusal(429, "").problem(ROUTE).retryAfter()).isPresent();
        var endless = new Refusal(429, Optional.of(Duration.ofDays(9)), new byte[0]).problem(ROUTE);
        assertThat(endless.retryAfter()).contains(Duration.ofHours(1));
    }

    private static Refusal refusal(int status, String body) {
        return new Refusal(status, Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String message, String param) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"invalid_request_error\",\"param\":\"" + param
                + "\",\"code\":\"bad_value\"}}";
    }
}
