package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import steward.identity.Caller;
import steward.identity.Limits;

/**
 * Whose limits a caller uses up: their key's, their user's, their team's, their organisation's. What nobody has set for
 * the caller themselves is as the settings say. Thread-safe.
 */
@ApplicationScoped
class CallerAccounts implements Accounts {
    private Allowance usual;
    private BudgetLimits limits;

    CallerAccounts() {} // for the CDI proxy

    @Inject
    CallerAccounts(MoneyConfig config, BudgetLimits limits) {
        this.usual = config.perCaller();
        this.limits = limits;
    }

    @Override
    public Account of(Caller caller) {
        return new Account(
                caller.id(), caller.userId().orElse(""), caller.teamId().orElse(""), allowances(caller));
    }

    private List<Allowance> allowances(Caller caller) {
        List<Allowance> found = List.of();
        for (var level : caller.limits().levels()) {
            var allowance = allowance(level, level.owner().equals(caller.id()));
            if (allowance.hasBudget() || allowance.tokensPerMinute() > 0) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(allowance);
            }
        }
        return found;
    }

    private Allowance allowance(Limits.Level level, boolean own) {
        var minute = level.tpm() != null ? level.tpm() : own ? usual.tokensPerMinute() : 0;
        var set = limits.of(level.owner());
        if (set == null && !own) {
            return new Allowance(level.owner(), minute, 0, 0, 0, 0);
        }
        var budgets = set == null ? usual : set;
        return new Allowance(
                level.owner(),
                minute,
                budgets.dailyTokens(),
                budgets.monthlyTokens(),
                budgets.dailyCostMicros(),
                budgets.monthlyCostMicros());
    }
}
