package steward.money;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import steward.identity.AuditEvent;
import steward.money.BudgetReport.AccountBudget;
import steward.platform.concurrent.BlockingWork;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code /api/budgets}: the budgets of single keys, users and teams and what is used of them, for administrators. */
@Path("budgets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BudgetsResource {
    private static final Pattern ACCOUNT = Pattern.compile("(?:key|user|team|organisation|ip):[^\\p{Cntrl}]{1,140}");

    private BudgetLimits limits;
    private BudgetReport report;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    BudgetsResource() {} // for the CDI proxy

    @Inject
    BudgetsResource(BudgetLimits limits, BudgetReport report, BlockingWork blocking) {
        this.limits = limits;
        this.report = report;
        this.blocking = blocking;
    }

    /** Every account that has budgets of its own. */
    @GET
    public CompletionStage<Accounts> list() {
        return blocking.call(() -> new Accounts(report.all()));
    }

    /** One account, also where it has the budgets of the settings. */
    @GET
    @Path("{account}")
    public CompletionStage<AccountBudget> show(@PathParam("account") String account) {
        var known = known(account);
        return blocking.call(() -> report.of(known));
    }

    /** Gives an account budgets instead of the usual ones; what is left out is no limit. */
    @PUT
    @Path("{account}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<AccountBudget> set(@PathParam("account") String account, NewBudget budget) {
        var allowance = budget.allowance(known(account));
        var event = AuditEvent.of(request, "budget.set", account);
        return blocking.call(() -> {
            limits.set(allowance, event);
            return report.of(account);
        });
    }

    /** Takes an account's budgets away: the usual ones hold again. */
    @DELETE
    @Path("{account}")
    public CompletionStage<Response> remove(@PathParam("account") String account) {
        var event = AuditEvent.of(request, "budget.remove", account);
        return blocking.call(() -> {
            if (!limits.remove(account, event)) {
                throw notFound();
            }
            return Response.noContent().build();
        });
    }

    private static String known(String account) {
        if (!ACCOUNT.matcher(account).matches()) {
            throw notFound();
        }
        return account;
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "account");
    }

    record Accounts(List<AccountBudget> items) {}

    /** Null and zero stand for no limit; costs as people write them. */
    record NewBudget(Long dailyTokens, Long monthlyTokens, BigDecimal dailyCost, BigDecimal monthlyCost) {
        private static final double MOST_TOKENS = 1e15;
        private static final double MOST_COST = 1e9;

        Allowance allowance(String account) {
            new FieldErrors()
                    .range("daily_tokens", dailyTokens, 0, MOST_TOKENS)
                    .range("monthly_tokens", monthlyTokens, 0, MOST_TOKENS)
                    .range("daily_cost", dailyCost, 0, MOST_COST)
                    .range("monthly_cost", monthlyCost, 0, MOST_COST)
                    .throwIfAny();
            return new Allowance(
                    account, 0, number(dailyTokens), number(monthlyTokens), micros(dailyCost), micros(monthlyCost));
        }

        private static long number(Long given) {
            return given == null ? 0 : given;
        }

        private static long micros(BigDecimal given) {
            return given == null ? 0 : given.movePointRight(6).longValue();
        }
    }
}
