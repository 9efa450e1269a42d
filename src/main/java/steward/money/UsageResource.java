package steward.money;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import steward.identity.Audit;
import steward.identity.AuditEvent;
import steward.identity.Caller;
import steward.identity.Role;
import steward.platform.concurrent.BlockingWork;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code /api/usage}: what a caller has used, what is left of their budgets, and for administrators everybody's. */
@Path("usage")
@RequestScoped
@Produces({MediaType.APPLICATION_JSON, UsageResource.CSV})
public class UsageResource {
    static final String CSV = "text/csv";
    private static final int USUAL_DAYS = 30;
    private static final int MOST_LINES = 50_000;
    private static final int MOST_BUDGETS = 100;

    private UsageRepository rows;
    private Usage usage;
    private Accounts accounts;
    private LedgerBooks books;
    private MoneyConfig config;
    private BlockingWork blocking;
    private Audit audit;
    private Clock clock;

    @Context
    private HttpServletRequest request;

    UsageResource() {} // for the CDI proxy

    @Inject
    UsageResource(
            UsageRepository rows,
            Usage usage,
            Accounts accounts,
            LedgerBooks books,
            MoneyConfig config,
            BlockingWork blocking,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.usage = usage;
        this.accounts = accounts;
        this.books = books;
        this.config = config;
        this.blocking = blocking;
        this.audit = audit;
        this.clock = clock;
    }

    /** Sums over days, both included; this instance's own latest calls among them. */
    @GET
    public CompletionStage<Response> usage(
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("group_by") String groupBy,
            @QueryParam("scope") String scope,
            @QueryParam("format") String format,
            @HeaderParam("Accept") String accept) {
        var last = day("to", to, today());
        var query = new UsageQuery(day("from", from, last.minusDays(USUAL_DAYS)), last, owner(scope), groups(groupBy));
        var csv = wantsCsv(format, accept);
        if (csv && query.owner().isEmpty()) {
            audit.record(AuditEvent.of(request, "usage.export", query.from() + "/" + query.to()));
        }
        return blocking.call(() -> {
            usage.flush();
            var lines = rows.find(query, MOST_LINES + 1);
            var report =
                    UsageReport.of(query, lines, MOST_LINES, config.prices().currency());
            return csv
                    ? csv(report)
                    : Response.ok(report.json(), MediaType.APPLICATION_JSON + ";charset=UTF-8")
                            .build();
        });
    }

    /** What is held and spent of the caller's own budgets, in this period and earlier ones. */
    @GET
    @Path("budgets")
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Budgets> budgets() {
        var account = accounts.of(Caller.of(request));
        return blocking.call(() -> {
            var states = books.budgets(Optional.of(account.owner()), MOST_BUDGETS);
            return new Budgets(states, account.allowances(), config.prices().currency());
        });
    }

    private static Response csv(UsageReport report) {
        return Response.ok(report.csv(), CSV + ";charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"" + report.fileName() + "\"")
                .build();
    }

    private static boolean wantsCsv(String format, String accept) {
        if (format != null && !List.of("json", "csv").contains(format)) {
            throw new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("format", "one_of", Map.of("allowed", "json, csv"));
        }
        return format == null ? accept != null && accept.contains(CSV) : format.equals("csv");
    }

    private static List<UsageQuery.By> groups(String groupBy) {
        return UsageQuery.groups(groupBy == null ? "day" : groupBy);
    }

    private Optional<String> owner(String scope) {
        var caller = Caller.of(request);
        if (scope == null || scope.equals("own")) {
            return Optional.of(caller.id());
        }
        if (!scope.equals("all")) {
            throw new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("scope", "one_of", Map.of("allowed", "own, all"));
        }
        caller.require(Role.OPERATOR);
        return Optional.empty();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), config.zone());
    }

    private static LocalDate day(String name, String text, LocalDate otherwise) {
        try {
            return text == null ? otherwise : LocalDate.parse(text);
        } catch (DateTimeException notADay) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, notADay)
                    .field(name, "type", Map.of("expected", "day"));
        }
    }

    /**
     * @param items what was reserved and spent
     * @param limits of the key, user and team; zero stands for none
     */
    record Budgets(List<LedgerBooks.BudgetState> items, List<Allowance> limits, String currency) {}
}
