package steward.platform.problem;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import steward.platform.json.Json;

/**
 * A problem as one caller reads it: in their language, in the shape their API speaks. The two renderings are RFC 9457
 * ({@code application/problem+json}) and the error envelope of OpenAI's API. Immutable.
 */
public final class Problem {
    private final ProblemException cause;
    private final Locale locale;
    private final String requestId;
    private final ProblemTexts texts;

    public Problem(ProblemException cause, Locale locale, String requestId) {
        this.cause = cause;
        this.locale = locale;
        this.requestId = requestId;
        this.texts = ProblemTexts.in(locale);
    }

    public int status() {
        return cause.type().status();
    }

    /** The language of its texts, for {@code Content-Language}. */
    public Locale locale() {
        return locale.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    /** Whole seconds for {@code Retry-After}, where trying again makes sense. */
    public Optional<Long> retryAfterSeconds() {
        return cause.retryAfter().map(ProblemException::secondsRoundedUp);
    }

    /** RFC 9457 with our members {@code code}, {@code request_id}, {@code fix}, {@code retry_after}, {@code errors}. */
    public byte[] asProblemJson() {
        var body = Json.mapper().createObjectNode();
        body.put("type", "/docs/errors#" + code());
        body.put("title", title());
        body.put("status", status());
        body.put("detail", detail());
        body.put("code", code());
        body.put("request_id", requestId);
        fix().ifPresent(fix -> body.put("fix", fix));
        retryAfterSeconds().ifPresent(seconds -> body.put("retry_after", seconds));
        if (!cause.errors().isEmpty()) {
            var errors = body.putArray("errors");
            cause.errors()
                    .forEach(error -> errors.addObject()
                            .put("field", error.field())
                            .put("rule", error.rule())
                            .put("detail", rule(error)));
        }
        return Json.bytes(body);
    }

    /** OpenAI's envelope: {@code {"error":{"message","type","param","code"}}}, with our request id and fix beside them. */
    public byte[] asOpenAiError() {
        var body = Json.mapper().createObjectNode();
        var error = body.putObject("error");
        error.put("message", cause.errors().isEmpty() ? detail() : fieldsInOneLine());
        error.put("type", openAiType());
        error.put(
                "param", cause.errors().isEmpty() ? null : cause.errors().get(0).field());
        error.put("code", code());
        error.put("request_id", requestId);
        fix().ifPresent(fix -> error.put("fix", fix));
        retryAfterSeconds().ifPresent(seconds -> error.put("retry_after", seconds));
        return Json.bytes(body);
    }

    /** The sentence for a person. */
    public String detail() {
        return text("detail").orElseGet(this::title);
    }

    /** The stable code. */
    public String code() {
        return cause.type().code();
    }

    private String title() {
        return text("title").orElseThrow();
    }

    private Optional<String> fix() {
        return text("fix");
    }

    private Optional<String> text(String part) {
        return texts.text(code() + "." + part, cause.values());
    }

    private String rule(FieldError error) {
        return texts.text("rule." + error.rule(), error.values()).orElse(error.rule());
    }

    private String fieldsInOneLine() {
        return cause.errors().stream()
                .map(error -> error.field() + ": " + rule(error))
                .collect(Collectors.joining("; "));
    }

    private String openAiType() {
        return switch (status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> cause.type() == ProblemType.INSUFFICIENT_QUOTA ? "insufficient_quota" : "rate_limit_error";
            default -> status() < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
