package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import steward.identity.Caller;
import steward.identity.KnownCallers;
import steward.knowledge.ImportFile.State;
import steward.platform.problem.ProblemException;
import steward.task.TaskContext;
import steward.task.TaskHandler;

/**
 * {@code knowledge.import}: files become documents, one after the other. What became of each is a row of its own, written
 * as soon as it is known: a task that is stopped keeps what is done, and one that runs again, after a crash for instance,
 * goes on where it was. A file that cannot be read is told with its cause and does not stop the others.
 */
@ApplicationScoped
class ImportTask implements TaskHandler {
    static final String TYPE = "knowledge.import";
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final int BAD_INPUT_BELOW = 500;

    private ImportFiles files;
    private FileImport reading;
    private Function<String, Caller> callers;

    ImportTask() {} // for the CDI proxy

    @Inject
    ImportTask(ImportFiles files, FileImport reading, KnownCallers callers) {
        this(files, reading, callers::of);
    }

    /** @param callers tells who an owner is now */
    ImportTask(ImportFiles files, FileImport reading, Function<String, Caller> callers) {
        this.files = files;
        this.reading = reading;
        this.callers = callers;
    }

    /**
     * What its submitter says; which files they are stands in their rows.
     *
     * @param files how many
     */
    record Payload(int files) {}

    /** What a file goes through, after it has waited. */
    enum Stage {
        PARSING,
        CLEANING,
        SPLITTING,
        INDEXING;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public boolean isPublic() {
        return false;
    }

    @Override
    public Duration timeout() {
        return LONGEST;
    }

    @Override
    public void validate(JsonNode payload) {
        // it comes from this room only
    }

    @Override
    public Object run(TaskContext task) {
        var all = files.files(task.id(), task.owner());
        long done = all.stream().filter(file -> file.state() != State.WAITING).count();
        for (var file : all) {
            if (task.cancelled()) {
                break;
            }
            if (file.state() == State.WAITING) {
                long before = done;
                importOne(file, task, stage -> task.progress(before, all.size(), stage.label() + " · " + file.name()));
                task.progress(++done, all.size(), null);
            }
        }
        return counts(task);
    }

    /** Tells how far a file is. */
    interface Progress {
        void at(Stage stage);
    }

    private void importOne(ImportFile file, TaskContext task, Progress progress) {
        try {
            files.imported(file.id(), reading.add(files.upload(file), callers.apply(task.owner()), progress));
        } catch (ProblemException problem) {
            if (problem.type().status() >= BAD_INPUT_BELOW) {
                throw problem;
            }
            var refused = Refused.of(problem);
            files.failed(file.id(), refused);
            task.log(file.name() + ": " + refused.cause());
        }
    }

    private Map<String, Integer> counts(TaskContext task) {
        var counts = new EnumMap<State, Integer>(State.class);
        files.files(task.id(), task.owner()).forEach(file -> counts.merge(file.state(), 1, Integer::sum));
        return Map.of(
                "imported", counts.getOrDefault(State.IMPORTED, 0),
                "duplicates", counts.getOrDefault(State.DUPLICATE, 0),
                "failed", counts.getOrDefault(State.FAILED, 0),
                "waiting", counts.getOrDefault(State.WAITING, 0));
    }
}
