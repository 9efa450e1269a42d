package steward.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import steward.model.ModelRoute;
import steward.platform.json.Json;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * What is to be drawn: the payload of a task.
 *
 * @param prompt 1 to {@value #LONGEST_PROMPT} UTF-16 code units
 * @param model null for the default
 * @param n how many pictures, 1 to {@value #MOST}; null for one
 * @param size such as {@code 1024x1024}; null for the model's own
 * @param quality as the model knows it, or null
 * @param style as the model knows it, or null
 */
record ImageRequest(String prompt, String model, Integer n, String size, String quality, String style) {
    static final int LONGEST_PROMPT = 4_000;
    static final int MOST = 4;
    private static final int LONGEST_WORD = 100;

    /** @throws ProblemException validation_failed (422), naming every field */
    static ImageRequest of(JsonNode payload) {
        try {
            return Json.mapper().treeToValue(payload, ImageRequest.class).validated();
        } catch (JsonProcessingException ofAnotherShape) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, ofAnotherShape)
                    .field("payload", "type", Map.of("expected", "object"));
        }
    }

    private ImageRequest validated() {
        var errors = new FieldErrors()
                .text("payload.prompt", prompt, LONGEST_PROMPT)
                .optionalText("payload.model", model, LONGEST_WORD)
                .range("payload.n", n, 1, MOST)
                .optionalText("payload.quality", quality, LONGEST_WORD)
                .optionalText("payload.style", style, LONGEST_WORD);
        if (size != null && !size.matches("auto|[1-9]K|[1-9]\\d{1,4}x[1-9]\\d{1,4}")) {
            errors.add("payload.size", "one_of", Map.of("allowed", "1024x1024, 1024x1536, …, 2K, auto"));
        }
        errors.throwIfAny();
        return this;
    }

    /** As the model server wants it; pictures come in the answer, where the model leaves a choice. */
    byte[] body(ModelRoute route) {
        var body = Json.mapper().createObjectNode();
        body.put("model", route.upstreamModel()).put("prompt", prompt).put("n", n == null ? 1 : n);
        putUnlessNull(body, "size", size);
        putUnlessNull(body, "quality", quality);
        putUnlessNull(body, "style", style);
        if (!route.upstreamModel().startsWith("gpt-image")) {
            body.put("response_format", "b64_json");
        }
        return Json.bytes(body);
    }

    private static void putUnlessNull(ObjectNode body, String name, String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
