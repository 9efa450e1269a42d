package steward.task;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A task as its owner sees it. What is not known or not there is null and left out.
 *
 * @param attempt how many runs have begun
 * @param failures how many of them count against {@code maxRetries}
 * @param expiresAt until when an ended task's result can be read
 * @param waiting why it waits; null where it does not
 * @param attempts runs that did not end the task well, newest first; in lists left out
 * @param log the newest lines, oldest first; in lists left out
 */
record TaskInfo(
        UUID id,
        String type,
        QueueName queue,
        TaskState status,
        int priority,
        JsonNode payload,
        Instant createdAt,
        Instant runAt,
        Instant startedAt,
        Instant finishedAt,
        Instant expiresAt,
        int attempt,
        int failures,
        int maxRetries,
        int timeoutS,
        String worker,
        Boolean cancelRequested,
        String uniqueKey,
        String callbackUrl,
        Progress progress,
        Failure error,
        Waiting waiting,
        List<Attempt> attempts,
        List<LogLine> log,
        @JsonIgnore String waitReason,
        @JsonIgnore JsonNode result,
        @JsonIgnore boolean expired) {
    /** How far it is; {@code total} is null where it is not known. */
    record Progress(long done, Long total, String message) {}

    /** What failed last. */
    record Failure(String code, String message) {}

    /**
     * Why a task waits.
     *
     * @param reason a word for programs
     * @param text the same for people, in their language
     * @param until when it goes on, where that is known
     */
    record Waiting(String reason, String text, Instant until) {}

    /** One run. */
    record Attempt(int number, String outcome, String worker, Instant startedAt, Instant endedAt, Failure error) {}

    record LogLine(Instant at, String line) {}

    TaskInfo with(Waiting why, List<Attempt> runs, List<LogLine> lines) {
        return new TaskInfo(
                id,
                type,
                queue,
                status,
                priority,
                payload,
                createdAt,
                runAt,
                startedAt,
                finishedAt,
                expiresAt,
                attempt,
                failures,
                maxRetries,
                timeoutS,
                worker,
                cancelRequested,
                uniqueKey,
                callbackUrl,
                progress,
                error,
                why,
                runs,
                lines,
                waitReason,
                result,
                expired);
    }
}
