package steward.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Tasks as they come over HTTP, with an {@code Idempotency-Key}: the first request under a key is carried out, every
 * further one with the same body gets its answer, one with another body is refused. The key is remembered as long as
 * results are kept. Blocks; thread-safe.
 */
@ApplicationScoped
class Submissions {
    private static final int LONGEST_KEY = 200;

    private Database database;
    private TaskQueue queue;
    private Duration remembered;
    private Dialect dialect;

    Submissions() {} // for the CDI proxy

    @Inject
    Submissions(Database database, TaskQueue queue, TaskConfig config) {
        this.database = database;
        this.queue = queue;
        this.remembered = config.resultTtl();
        this.dialect = Dialect.of(database.isEmbedded());
    }

    /** What was answered, just now or before. */
    private record Answer(String hash, List<Submitted> tasks, boolean fresh) {}

    /** Carries out a request once, however often it comes. */
    List<Submitted> once(String owner, String key, JsonNode body, List<TaskRow> rows) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("Idempotency-Key", "max_length", Map.of("max", LONGEST_KEY, "actual", key.length()));
        }
        var hash = hash(body.toString());
        try {
            var before = database.inTransaction(connection -> {
                var known = answer(connection, owner, key);
                return known.isPresent() ? known.get() : carryOut(connection, owner, key, hash, rows);
            });
            if (before.fresh()) {
                rows.stream().map(TaskRow::queue).distinct().forEach(queue::wake);
            }
            return same(before, hash);
        } catch (TakenMeanwhile another) {
            return same(
                    database.inTransaction(connection -> answer(connection, owner, key))
                            .orElseThrow(),
                    hash);
        }
    }

    private Answer carryOut(Connection connection, String owner, String key, String hash, List<TaskRow> rows)
            throws SQLException {
        var submitted = queue.write(connection, rows);
        var inserted = Database.update(
                connection,
                "insert into task_request (owner, request_key, body_hash, answer, expires_at) values (?, ?, ?, ?, "
                        + dialect.inMillis() + ") on conflict do nothing",
                owner,
                key,
                hash,
                written(submitted),
                remembered.toMillis());
        if (inserted == 0) {
            throw new TakenMeanwhile(); // and take back what was written
        }
        return new Answer(hash, submitted, true);
    }

    private static List<Submitted> same(Answer answer, String hash) {
        if (!answer.hash().equals(hash)) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED)
                    .field("Idempotency-Key", "other_request", Map.of());
        }
        return answer.tasks();
    }

    private static Optional<Answer> answer(Connection connection, String owner, String key) throws SQLException {
        return Database.first(
                connection,
                "select body_hash, answer from task_request where owner = ? and request_key = ?",
                row -> new Answer(row.getString("body_hash"), read(row.getString("answer")), false),
                owner,
                key);
    }

    /** As it is kept: ids, states and whether they were new. */
    private static String written(List<Submitted> tasks) {
        var array = Json.mapper().createArrayNode();
        tasks.forEach(task -> array.addObject()
                .put("id", task.id().toString())
                .put("status", task.status().label())
                .put("fresh", task.fresh()));
        return array.toString();
    }

    private static List<Submitted> read(String text) {
        try {
            return List.of(Json.mapper().readValue(text, Kept[].class)).stream()
                    .map(kept -> new Submitted(java.util.UUID.fromString(kept.id()), kept.status(), kept.fresh()))
                    .toList();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Kept(String id, TaskState status, boolean fresh) {}

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Somebody else was first, in between. */
    private static final class TakenMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenMeanwhile() {
            super(null, null, false, false);
        }
    }
}
