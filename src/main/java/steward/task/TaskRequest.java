package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import steward.platform.problem.FieldErrors;

/** What a caller sends to have a task accepted; times in seconds. */
record TaskRequest(
        String type,
        String queue,
        JsonNode payload,
        Integer priority,
        Double delayS,
        Instant runAt,
        Integer maxRetries,
        Integer timeoutS,
        String uniqueKey,
        String callbackUrl) {
    private static final int LONGEST_TYPE = 64;
    private static final double MILLIS = 1_000;

    /** @throws steward.platform.problem.ProblemException validation_failed (422) naming every field */
    NewTask task(String owner) {
        var errors = new FieldErrors().text("type", type, LONGEST_TYPE);
        if (queue != null && QueueName.labelled(queue).isEmpty()) {
            errors.add("queue", "one_of", Map.of("allowed", queues()));
        }
        if (payload != null && !payload.isObject() && !payload.isNull()) {
            errors.add("payload", "type", Map.of("expected", "object"));
        }
        errors.range("delay_s", delayS, 0, Duration.ofDays(366).toSeconds());
        errors.throwIfAny();
        return new NewTask(
                type,
                owner,
                payload == null || payload.isNull() ? null : payload,
                QueueName.labelled(queue),
                priority == null ? NewTask.USUAL_PRIORITY : priority,
                Optional.ofNullable(delayS).map(seconds -> Duration.ofMillis(Math.round(seconds * MILLIS))),
                Optional.ofNullable(runAt),
                Optional.ofNullable(maxRetries),
                Optional.ofNullable(timeoutS).map(Duration::ofSeconds),
                Optional.ofNullable(uniqueKey),
                Optional.ofNullable(callbackUrl));
    }

    private static String queues() {
        return Arrays.stream(QueueName.values()).map(QueueName::label).collect(Collectors.joining(", "));
    }
}
