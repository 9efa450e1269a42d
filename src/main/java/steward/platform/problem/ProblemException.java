package steward.platform.problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal or failure, thrown where it is known and rendered in one place. Its values fill the placeholders of the
 * type's texts; they reach the client, so no secret, SQL, class name or upstream body may be among them. The cause is
 * for our log only. Built once by one thread, then only read.
 */
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient Map<String, Object> values = new LinkedHashMap<>();
    private final transient List<FieldError> errors = new ArrayList<>();
    private transient Duration retryAfter;

    public ProblemException(ProblemType type) {
        this(type, null);
    }

    public ProblemException(ProblemType type, Throwable cause) {
        super(type.code(), cause, false, cause != null || type.status() == 500);
        this.type = type;
    }

    /** A problem of input: 400 for what cannot be understood, naming the field or parameter. */
    public static ProblemException badInput(String field, String rule) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(field, rule, Map.of());
    }

    /** A value for a placeholder of the type's texts. */
    public ProblemException with(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** Names a field and the rule it broke. */
    public ProblemException field(String field, String rule, Map<String, Object> ruleValues) {
        errors.add(new FieldError(field, rule, ruleValues));
        return this;
    }

    /** When it is worth trying again; becomes {@code Retry-After} in whole seconds, rounded up. */
    public ProblemException retryAfter(Duration wait) {
        retryAfter = wait;
        return with("seconds", secondsRoundedUp(wait));
    }

    public ProblemType type() {
        return type;
    }

    public Map<String, Object> values() {
        return Map.copyOf(values);
    }

    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /** Empty where trying again later would not help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    static long secondsRoundedUp(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
