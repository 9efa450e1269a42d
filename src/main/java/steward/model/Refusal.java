package steward.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * An error that a provider answered, and what the caller is told of it: of its body nothing, unless it is about the
 * caller's own input, and then without anything that looks like a key or an address.
 *
 * @param retryAfter as the provider asked, or empty
 */
record Refusal(int status, Optional<Duration> retryAfter, byte[] body) {
    private static final Set<Integer> WORTH_A_RETRY = Set.of(429, 500, 502, 503);
    private static final Set<Integer> ABOUT_INPUT = Set.of(400, 413, 422);
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(5);
    private static final Duration MOST_PATIENCE = Duration.ofHours(1);
    private static final int LONGEST_MESSAGE = 300;
    private static final Pattern OF_THE_ACCOUNT = Pattern.compile(
            "(?i)api_?key|authenticat|unauthori[sz]|permission|quota|billing|balance|organi[sz]ation|account");
    private static final Pattern BAD_KEY = Pattern.compile(
            "(?i)api[ _-]?key.{0,40}(?:invalid|incorrect|expired|not valid)|(?:invalid|incorrect|expired).{0,40}api[ _-]?key");
    private static final Pattern CONFIDENTIAL = Pattern.compile(String.join(
            "|",
            "\\b[a-zA-Z][a-zA-Z0-9+.-]*://\\S+", // addresses
            "\\bBearer\\s+\\S+",
            "\\b(?:sk|ak|pk|org|proj|key|req|ep)[-_][\\w*.-]+", // keys and ids by their prefix
            "\\S+@\\S+\\.\\S+",
            "\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?\\b",
            "\\b(?:[a-z0-9-]+\\.)+(?:internal|local|lan|corp|svc|com|net|org|cn|io|ai)\\b\\S*", // hosts
            "[A-Za-z0-9+/_*-]{24,}")); // whatever is long and random
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]+");

    boolean isWorthARetry() {
        return WORTH_A_RETRY.contains(status);
    }

    /** Whether the provider itself is in trouble, not the request, the key or the amount. */
    boolean isFailure() {
        return status >= 500;
    }

    ProblemException problem(ModelRoute route) {
        var error = error();
        var cause = new UpstreamFailure("HTTP " + status
                + message(error, route).map(text -> ": " + text).orElse(""));
        if (ABOUT_INPUT.contains(status) && isAboutInput(error)) {
            return invalid(error, route, cause);
        }
        if (status == 429 || status == 503 && retryAfter.isPresent()) {
            return new ProblemException(ProblemType.MODEL_UNAVAILABLE, cause).retryAfter(patience());
        }
        return new ProblemException(ProblemType.UPSTREAM_ERROR, cause);
    }

    private ProblemException invalid(JsonNode error, ModelRoute route, UpstreamFailure cause) {
        var problem = new ProblemException(ProblemType.INVALID_REQUEST, cause);
        var field = shortName(error.path("param")).orElse("body");
        var code = shortName(error.path("code")).map(name -> " (" + name + ")").orElse("");
        message(error, route)
                .ifPresent(text -> problem.field(field, "refused_by_model", Map.of("message", text + code)));
        return problem;
    }

    private Duration patience() {
        var asked = retryAfter.orElse(USUAL_PATIENCE);
        return asked.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : asked;
    }

    /** The error of OpenAI's envelope, or of the flat one that some servers send; missing in all other bodies. */
    private JsonNode error() {
        try {
            var json = Json.mapper().readTree(body);
            var flat = json.path("object").asText().equals("error");
            return flat ? json : json.path("error");
        } catch (JacksonException noJson) {
            return Json.mapper().missingNode();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Some providers answer 400 where our key or our account is the matter; that is not the caller's to mend. */
    private static boolean isAboutInput(JsonNode error) {
        var kind = error.path("type").asText() + " " + error.path("code").asText();
        var message = error.path("message");
        return message.isTextual()
                && !OF_THE_ACCOUNT.matcher(kind).find()
                && !BAD_KEY.matcher(message.asText()).find();
    }

    private static Optional<String> message(JsonNode error, ModelRoute route) {
        return Optional.of(error.path("message").asText())
                .map(route::withoutKey)
                .map(text -> text.replace(route.upstreamModel(), route.model()))
                .map(text -> text.substring(0, Math.min(text.length(), 4 * LONGEST_MESSAGE)))
                .map(text -> CONFIDENTIAL.matcher(text).replaceAll("…"))
                .map(text -> UNPRINTABLE.matcher(text).replaceAll(" ").strip())
                .map(text -> text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…")
                .filter(text -> !text.isEmpty());
    }

    private static Optional<String> shortName(JsonNode name) {
        return Optional.of(name.asText()).filter(text -> text.matches("[\\w.\\[\\]]{1,64}") && !text.equals("null"));
    }
}
