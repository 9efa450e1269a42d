package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import steward.identity.Role;
import steward.platform.database.Ids;
import steward.platform.json.Json;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Looks at a task before it is accepted and decides what its submitter left open. Thread-safe. */
@ApplicationScoped
class Acceptance {
    static final int LONGEST_PAYLOAD = 900_000;
    private static final int HIGHEST_PRIORITY = 9;
    private static final int MOST_RETRIES = 100;
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_URL = 2_000;
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);

    private TaskHandlers handlers;
    private Callbacks callbacks;
    private Ids ids;

    Acceptance() {} // for the CDI proxy

    @Inject
    Acceptance(TaskHandlers handlers, Callbacks callbacks, Ids ids) {
        this.handlers = handlers;
        this.callbacks = callbacks;
        this.ids = ids;
    }

    /** @throws ProblemException not_found (404) for an unknown type, validation_failed (422) naming every field */
    TaskRow row(NewTask task) {
        var handler = handler(task.type());
        check(task);
        JsonNode payload = task.payload() == null
                ? Json.mapper().createObjectNode()
                : Json.mapper().valueToTree(task.payload());
        handler.validate(payload);
        var text = payload.toString();
        new FieldErrors().optionalText("payload", text, LONGEST_PAYLOAD).throwIfAny();
        return new TaskRow(
                ids.next(),
                handler.type(),
                task.queue().orElse(handler.queue()),
                task.owner(),
                task.priority(),
                text,
                task.delay().filter(delay -> !delay.isZero()).orElse(null),
                task.runAt().orElse(null),
                task.maxRetries().orElse(handler.retries()),
                task.timeout().orElse(handler.timeout()),
                task.uniqueKey().orElse(null),
                task.uniqueKey().map(key -> task.owner() + '\n' + key).orElse(null),
                task.callbackUrl().orElse(null));
    }

    Role role(String type) {
        return handlers.of(type).map(TaskHandler::role).orElse(Role.VIEWER);
    }

    TaskHandler handler(String type) {
        return handlers.of(type)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "task_type"));
    }

    private void check(NewTask task) {
        var errors = new FieldErrors()
                .range("priority", task.priority(), 0, HIGHEST_PRIORITY)
                .range("max_retries", task.maxRetries().orElse(null), 0, MOST_RETRIES)
                .range("timeout_s", seconds(task.timeout().orElse(null)), 1, LONGEST_TIMEOUT.toSeconds())
                .range("delay_s", seconds(task.delay().orElse(null)), 0, LONGEST_DELAY.toSeconds())
                .optionalText("unique_key", task.uniqueKey().orElse(null), LONGEST_KEY)
                .optionalText("callback_url", task.callbackUrl().orElse(null), LONGEST_URL);
        if (task.delay().isPresent() && task.runAt().isPresent()) {
            errors.add("run_at", "only_one");
        }
        task.callbackUrl().ifPresent(url -> callbacks.check(url, errors));
        errors.throwIfAny();
    }

    private static Double seconds(Duration duration) {
        return duration == null ? null : duration.toMillis() / 1e3;
    }
}
