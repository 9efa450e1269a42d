package steward.knowledge.file;

import java.util.Map;
import java.util.Optional;
import steward.platform.problem.ProblemException;

/** A file that cannot be read, with the cause that its owner is told. Immutable. */
public final class UnreadableFile extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int DEEPEST_CHAIN = 20;

    private final FileCause cause;
    private final transient Map<String, Object> values;

    public UnreadableFile(FileCause cause) {
        this(cause, Map.of(), null);
    }

    UnreadableFile(FileCause cause, Throwable reason) {
        this(cause, Map.of(), reason);
    }

    public UnreadableFile(FileCause cause, Map<String, Object> values) {
        this(cause, values, null);
    }

    private UnreadableFile(FileCause cause, Map<String, Object> values, Throwable reason) {
        super(cause.rule(), reason, false, reason != null);
        this.cause = cause;
        this.values = Map.copyOf(values);
    }

    /** Libraries wrap what is thrown inside of them: looks for one of ours behind a failure. */
    static Optional<UnreadableFile> behind(Throwable failure) {
        var at = failure;
        for (int depth = 0; at != null && depth < DEEPEST_CHAIN; depth++) {
            if (at instanceof UnreadableFile ours) {
                return Optional.of(ours);
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    public FileCause reason() {
        return cause;
    }

    /** What the placeholders of the cause's text stand for. */
    public Map<String, Object> values() {
        return values;
    }

    /** The same for a caller: unreadable_file (422) or unsupported_media_type (415), naming the file and the cause. */
    public ProblemException problem(String fileName, String supported) {
        return new ProblemException(cause.type(), this)
                .with("name", fileName)
                .with("actual", fileName)
                .with("supported", supported)
                .field("file", cause.rule(), values);
    }
}
