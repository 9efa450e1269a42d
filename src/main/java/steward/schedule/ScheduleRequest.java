package steward.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import steward.platform.json.Json;
import steward.platform.problem.FieldErrors;
import steward.task.QueueName;

/**
 * A schedule as it is sent.
 *
 * @param zone null means UTC
 * @param enabled null means true
 * @param overlap null means skip
 * @param misfire null means run_once
 */
record ScheduleRequest(
        String name,
        String cron,
        String zone,
        String type,
        String queue,
        JsonNode payload,
        Boolean enabled,
        String overlap,
        String misfire) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_CRON = 200;
    private static final int LONGEST_TYPE = 64;
    private static final int LONGEST_PAYLOAD = 100_000;

    /** @throws steward.platform.problem.ProblemException validation_failed (422) naming every field */
    ScheduleRequest validated() {
        var errors = new FieldErrors().text("name", name, LONGEST_NAME).text("type", type, LONGEST_TYPE);
        checkTime(errors, cron, zone);
        if (queue != null && QueueName.labelled(queue).isEmpty()) {
            errors.add("queue", "one_of", Map.of("allowed", labels(QueueName.values())));
        }
        oneOf(errors, "overlap", overlap, Overlap.values());
        oneOf(errors, "misfire", misfire, Misfire.values());
        if (payload != null && !payload.isNull() && !payload.isObject()) {
            errors.add("payload", "type", Map.of("expected", "object"));
        }
        errors.optionalText("payload", json().toString(), LONGEST_PAYLOAD);
        errors.throwIfAny();
        return this;
    }

    static void checkTime(FieldErrors errors, String cron, String zone) {
        errors.text("cron", cron, LONGEST_CRON);
        try {
            Cron.zone(zone == null ? "UTC" : zone);
        } catch (IllegalArgumentException unknown) {
            errors.add("zone", "unknown");
        }
        try {
            if (cron != null && !cron.isBlank()) {
                Cron.of(cron, Cron.zone("UTC"));
            }
        } catch (IllegalArgumentException notACron) {
            errors.add("cron", "cron");
        }
    }

    private static void oneOf(FieldErrors errors, String field, String value, Enum<?>... known) {
        if (value != null && Stream.of(known).noneMatch(each -> label(each).equals(value))) {
            errors.add(field, "one_of", Map.of("allowed", labels(known)));
        }
    }

    private static String labels(Enum<?>... known) {
        return Arrays.stream(known).map(ScheduleRequest::label).collect(Collectors.joining(", "));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    String zoneOrUtc() {
        return zone == null ? "UTC" : zone;
    }

    QueueName queueOrNull() {
        return QueueName.labelled(queue).orElse(null);
    }

    JsonNode json() {
        return payload == null || payload.isNull() ? Json.mapper().createObjectNode() : payload;
    }

    boolean isEnabled() {
        return !Boolean.FALSE.equals(enabled);
    }

    Overlap overlapOrSkip() {
        return overlap == null ? Overlap.SKIP : Overlap.valueOf(overlap.toUpperCase(Locale.ROOT));
    }

    Misfire misfireOrOnce() {
        return misfire == null ? Misfire.RUN_ONCE : Misfire.valueOf(misfire.toUpperCase(Locale.ROOT));
    }
}
