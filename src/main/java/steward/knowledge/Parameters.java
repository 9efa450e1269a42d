package steward.knowledge;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The parameters behind the question mark. Every refusal is invalid_request (400) and names the parameter. */
final class Parameters {
    private final MultivaluedMap<String, String> given;

    Parameters(MultivaluedMap<String, String> given) {
        this.given = given;
    }

    /** The value under one of these names, of which only one may be used and only once. */
    Optional<String> one(String... names) {
        var values = Arrays.stream(names)
                .flatMap(name -> given.getOrDefault(name, List.of()).stream())
                .toList();
        if (values.size() > 1) {
            throw refused(names[0], "only_one", Map.of());
        }
        return values.stream().findFirst();
    }

    /** A text, not blank, of at most {@code max} UTF-16 code units. */
    Optional<String> text(int max, String... names) {
        var text = one(names).filter(value -> !value.isBlank());
        text.filter(value -> value.length() > max).ifPresent(value -> {
            throw refused(names[0], "max_length", Map.of("max", max, "actual", value.length()));
        });
        return text;
    }

    /** As {@link #text}, without what no column can hold; null where it is absent. */
    String line(int max, String name) {
        return NormalText.optionalLine(text(max, name).orElse(null));
    }

    String requiredText(int max, String... names) {
        return text(max, names).orElseThrow(() -> refused(names[0], "required", Map.of()));
    }

    /** A whole number within bounds, both included. */
    int number(int otherwise, int min, int max, String... names) {
        var text = one(names).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw refused(names[0], "type", Map.of("expected", "integer"));
        }
        throw refused(names[0], "range", Map.of("min", min, "max", max));
    }

    /** A name alone, without a value, means yes. */
    boolean flag(String name) {
        return one(name)
                .map(value -> switch (value) {
                    case "", "1", "true" -> true;
                    case "0", "false" -> false;
                    default -> throw refused(name, "type", Map.of("expected", "boolean"));
                })
                .orElse(false);
    }

    /** Values given repeatedly or separated by commas. */
    List<String> list(String name) {
        return given.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    static ProblemException refused(String name, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(name, rule, values);
    }
}
