package steward.platform.problem;

import java.util.Map;

/**
 * One field of the caller's input and the rule it broke.
 *
 * @param field where it stands, as a path such as {@code messages[0].role}
 * @param rule the rule's name; its text is {@code rule.<name>} in the problem texts
 * @param values what the text's placeholders stand for, such as {@code max}
 */
public record FieldError(String field, String rule, Map<String, Object> values) {
    public FieldError {
        values = Map.copyOf(values);
    }
}
