package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What accounts may use, and what of it the running day and month have used. Blocks; thread-safe. */
@ApplicationScoped
class BudgetReport {
    /** Whose calls have the budgets of the settings where none of their own are set; teams have none then. */
    private static final Pattern CALLER = Pattern.compile("(?:key|user|ip):.*");

    private BudgetLimits limits;
    private LedgerBooks books;
    private MoneyConfig config;
    private Clock clock;

    BudgetReport() {} // for the CDI proxy

    @Inject
    BudgetReport(BudgetLimits limits, LedgerBooks books, MoneyConfig config, Clock clock) {
        this.limits = limits;
        this.books = books;
        this.config = config;
        this.clock = clock;
    }

    /** Every account that has budgets of its own. */
    List<AccountBudget> all() {
        var now = now();
        var states = books.ofLimited(now.both());
        return limits.all().stream()
                .map(allowance -> told(allowance, true, now, states))
                .toList();
    }

    /** One account, which has the budgets of the settings where none of its own are set. */
    AccountBudget of(String account) {
        var now = now();
        var set = Optional.ofNullable(limits.of(account));
        return told(set.orElseGet(() -> usual(account)), set.isPresent(), now, books.of(account, now.both()));
    }

    private Allowance usual(String account) {
        var usual = config.perCaller();
        return CALLER.matcher(account).matches()
                ? new Allowance(
                        account,
                        0,
                        usual.dailyTokens(),
                        usual.monthlyTokens(),
                        usual.dailyCostMicros(),
                        usual.monthlyCostMicros())
                : new Allowance(account, 0, 0, 0, 0, 0);
    }

    private record Now(String day, String month) {
        List<String> both() {
            return List.of(day, month);
        }
    }

    private Now now() {
        var today = LocalDate.ofInstant(clock.instant(), config.zone());
        return new Now(today.toString(), YearMonth.from(today).toString());
    }

    private AccountBudget told(Allowance allowance, boolean own, Now now, List<LedgerBooks.BudgetState> states) {
        var mine = states.stream()
                .filter(state -> state.account().equals(allowance.account()))
                .toList();
        return new AccountBudget(
                allowance.account(),
                own,
                allowance.dailyTokens(),
                allowance.monthlyTokens(),
                Prices.amount(allowance.dailyCostMicros()),
                Prices.amount(allowance.monthlyCostMicros()),
                new Used(
                        used(mine, now.day(), Budget.TOKEN),
                        used(mine, now.month(), Budget.TOKEN),
                        Prices.amount(used(mine, now.day(), Budget.COST)),
                        Prices.amount(used(mine, now.month(), Budget.COST))),
                config.prices().currency());
    }

    private static long used(List<LedgerBooks.BudgetState> states, String period, String unit) {
        return states.stream()
                .filter(state -> state.period().equals(period) && state.unit().equals(unit))
                .mapToLong(state -> state.held() + state.spent())
                .sum();
    }

    /**
     * What an account may use in a day and a month, and has used; zero stands for no limit.
     *
     * @param own whether it was set for this account, and is not that of the settings
     */
    record AccountBudget(
            String account,
            boolean own,
            long dailyTokens,
            long monthlyTokens,
            BigDecimal dailyCost,
            BigDecimal monthlyCost,
            Used used,
            String currency) {}

    /** What is spent, and held for calls under way; only what has a limit is counted. */
    record Used(long dailyTokens, long monthlyTokens, BigDecimal dailyCost, BigDecimal monthlyCost) {}
}
