package steward.money;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.identity.Audit;
import steward.identity.AuditEvent;
import steward.identity.Role;
import steward.platform.artefact.Artefact;
import steward.platform.artefact.Artefacts;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.TaskContext;
import steward.task.TaskHandler;

/**
 * {@code usage.export}: everybody's usage as a table that is kept as a file, for a schedule that wants it each month. Without
 * days it is the whole month before. The file, its entry in the audit and the result are committed together, so it may run
 * again.
 */
@ApplicationScoped
class UsageExport implements TaskHandler {
    private static final int MOST_LINES = 200_000;

    private UsageRepository rows;
    private MoneyConfig config;
    private Artefacts artefacts;
    private Audit audit;
    private Clock clock;
    private Duration kept;

    UsageExport() {} // for the CDI proxy

    @Inject
    UsageExport(
            UsageRepository rows,
            MoneyConfig config,
            Artefacts artefacts,
            Audit audit,
            Clock clock,
            @ConfigProperty(name = "DRAMATIQ_RESULT_TTL") long keptSeconds) {
        this.rows = rows;
        this.config = config;
        this.artefacts = artefacts;
        this.audit = audit;
        this.clock = clock;
        this.kept = Duration.ofSeconds(keptSeconds);
    }

    /** @param groupBy as of {@code GET /api/usage}; by key, model and day where it is absent */
    record Payload(String from, String to, String groupBy) {
        UsageQuery query(LocalDate today) {
            var month = YearMonth.from(today).minusMonths(1);
            return new UsageQuery(
                    day("from", from, month.atDay(1)),
                    day("to", to, month.atEndOfMonth()),
                    Optional.empty(),
                    UsageQuery.groups(groupBy == null ? "key,model,day" : groupBy));
        }

        private static LocalDate day(String name, String text, LocalDate otherwise) {
            try {
                return text == null ? otherwise : LocalDate.parse(text);
            } catch (DateTimeException notADay) {
                throw new ProblemException(ProblemType.VALIDATION_FAILED, notADay)
                        .field("payload." + name, "type", Map.of("expected", "day"));
            }
        }
    }

    /**
     * The file; the link works without a key until it expires.
     *
     * @param more true where there are more lines than a file holds
     */
    record Exported(String url, String name, long bytes, String sha256, Instant expiresAt, int lines, boolean more) {
        static Exported of(Artefact file, UsageReport report) {
            return new Exported(
                    file.link(),
                    file.name(),
                    file.bytes(),
                    file.sha256(),
                    file.expiresAt(),
                    report.lines().size(),
                    report.more());
        }
    }

    @Override
    public String type() {
        return "usage.export";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public void validate(JsonNode payload) {
        payload(payload).query(today());
    }

    private static Payload payload(JsonNode payload) {
        try {
            return Json.mapper().treeToValue(payload, Payload.class);
        } catch (JsonProcessingException ofAnotherShape) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, ofAnotherShape)
                    .field("payload", "type", Map.of("expected", "object"));
        }
    }

    @Override
    public Object run(TaskContext task) throws SQLException {
        var report = report(payload(task.payload()).query(today()));
        var name = report.fileName();
        var file = artefacts.keep(task.connection(), task.owner(), name, UsageResource.CSV, kept, report.csv());
        audit.record(
                task.connection(), AuditEvent.ofTheSystem("usage.export", name).by(task.owner()), task::onCommitted);
        return Exported.of(file, report);
    }

    private UsageReport report(UsageQuery query) {
        return UsageReport.of(
                query,
                rows.find(query, MOST_LINES + 1),
                MOST_LINES,
                config.prices().currency());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), config.zone());
    }
}
