package steward.platform.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects what is wrong with a caller's input and tells all of it at once (422). For one thread.
 */
public final class FieldErrors {
    private final List<FieldError> errors = new ArrayList<>();

    /** Refuses a missing or blank text, and one longer than {@code max} UTF-16 code units. */
    public FieldErrors text(String field, String value, int max) {
        if (value == null || value.isBlank()) {
            return add(field, "required");
        }
        return optionalText(field, value, max);
    }

    /** Refuses a text longer than {@code max} UTF-16 code units; null passes. */
    public FieldErrors optionalText(String field, String value, int max) {
        return value != null && value.length() > max
                ? add(field, "max_length", Map.of("max", max, "actual", value.length()))
                : this;
    }

    /** Refuses a number outside of the bounds, both included; null passes. */
    public FieldErrors range(String field, Number value, double min, double max) {
        return value != null && !(value.doubleValue() >= min && value.doubleValue() <= max)
                ? add(field, "range", Map.of("min", plain(min), "max", plain(max)))
                : this;
    }

    public FieldErrors add(String field, String rule) {
        return add(field, rule, Map.of());
    }

    public FieldErrors add(String field, String rule, Map<String, Object> values) {
        errors.add(new FieldError(field, rule, values));
        return this;
    }

    /** @throws ProblemException validation_failed (422) naming every field, if any broke a rule */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            var problem = new ProblemException(ProblemType.VALIDATION_FAILED);
            errors.forEach(error -> problem.field(error.field(), error.rule(), error.values()));
            throw problem;
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
