package steward.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** What Jackson could not read, told without Jackson's words: the field and the type expected, or line and column. */
final class JsonProblems {
    private JsonProblems() {}

    static ProblemException of(JsonProcessingException unreadable) {
        if (unreadable instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return new ProblemException(ProblemType.INVALID_REQUEST)
                    .field(path(mismatch), "type", Map.of("expected", expected(mismatch.getTargetType())));
        }
        if (unreadable instanceof MismatchedInputException mismatch) {
            return new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("body", "type", Map.of("expected", expected(mismatch.getTargetType())));
        }
        var location = unreadable.getLocation();
        var problem = new ProblemException(ProblemType.MALFORMED_JSON);
        return location == null
                ? problem
                : problem.with("line", location.getLineNr()).with("column", location.getColumnNr());
    }

    private static String path(JsonMappingException mismatch) {
        return mismatch.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "other";
        }
        if (type == String.class || type.isEnum()) {
            return "string";
        }
        if (type == UUID.class) {
            return "id";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "boolean";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return type == Double.class || type == double.class ? "number" : "integer";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "array" : "object";
    }
}
