package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A body of which some fields are given and the others stay as they are; null clears. A field that nobody may set is refused
 * and not overlooked. For one thread.
 */
final class Fields {
    private final JsonNode body;
    private final FieldErrors errors = new FieldErrors();

    /** @throws ProblemException invalid_request (400) where it is no object or holds any other field */
    Fields(JsonNode body, Set<String> allowed) {
        if (!body.isObject()) {
            throw wrong("body", "type", Map.of("expected", "object"));
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                throw wrong(name, "unknown", Map.of());
            }
        });
        this.body = body;
    }

    FieldErrors errors() {
        return errors;
    }

    boolean has(String name) {
        return body.has(name);
    }

    String requiredText(String name, String otherwise, int max) {
        var text = text(name, otherwise, max);
        if (text == null || text.isBlank()) {
            errors.add(name, "required");
        }
        return text;
    }

    String text(String name, String otherwise, int max) {
        if (!body.has(name)) {
            return otherwise;
        }
        var value = body.get(name);
        require(name, value.isTextual() || value.isNull(), "string");
        var text = value.isNull() ? null : value.textValue().replace("\0", "").strip();
        errors.optionalText(name, text, max);
        return text;
    }

    /** A secret is taken as it was typed. */
    String secret(String name) {
        var value = body.path(name);
        require(name, value.isTextual() || value.isNull() || value.isMissingNode(), "string");
        return value.textValue();
    }

    Integer number(String name, Integer otherwise, int min, int max) {
        if (!body.has(name)) {
            return otherwise;
        }
        var value = body.get(name);
        require(name, value.canConvertToInt() && value.isIntegralNumber() || value.isNull(), "integer");
        errors.range(name, value.isNull() ? null : value.intValue(), min, max);
        return value.isNull() ? null : value.intValue();
    }

    boolean flag(String name, boolean otherwise) {
        var value = body.path(name);
        require(name, value.isBoolean() || value.isMissingNode(), "boolean");
        return value.isMissingNode() ? otherwise : value.booleanValue();
    }

    List<String> texts(String name, List<String> otherwise, int most, int max) {
        if (!body.has(name)) {
            return otherwise;
        }
        var value = body.get(name);
        require(name, value.isArray() || value.isNull(), "array");
        var texts = new ArrayList<String>();
        for (var at = 0; at < value.size(); at++) {
            var element = name + "[" + at + "]";
            require(element, value.get(at).isTextual(), "string");
            var text = value.get(at).textValue().strip();
            errors.text(element, text, max);
            texts.add(text);
        }
        if (texts.size() > most) {
            errors.add(name, "max_items", Map.of("max", most, "actual", texts.size()));
        }
        return texts.stream().distinct().toList();
    }

    /** An id as this server gives them; what cannot be one is refused as one that does not exist. */
    String id(String name, String otherwise) {
        var id = text(name, otherwise, 36);
        if (id != null && !isId(id)) {
            errors.add(name, "exists");
            return null;
        }
        return id;
    }

    static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException notAnId) {
            return false;
        }
    }

    private static void require(String name, boolean holds, String expected) {
        if (!holds) {
            throw wrong(name, "type", Map.of("expected", expected));
        }
    }

    private static ProblemException wrong(String field, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(field, rule, values);
    }
}
