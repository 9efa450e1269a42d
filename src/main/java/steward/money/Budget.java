package steward.money;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One limit in one period, and what a call wants of it.
 *
 * @param period a day ({@code 2026-11-21}) or a month ({@code 2026-11})
 * @param unit {@link #TOKEN} or {@link #COST}
 * @param limit the most that may be held and spent in the period
 * @param wanted what the call reserves
 */
record Budget(String account, String period, String unit, long limit, long wanted) {
    static final String TOKEN = "token";
    static final String COST = "cost";
    /** Always locked in this order, so that no two calls wait for each other. */
    private static final Comparator<Budget> ORDER =
            Comparator.comparing(Budget::account).thenComparing(Budget::period).thenComparing(Budget::unit);

    /** Every budget that has a word in a call on this day. */
    static List<Budget> of(List<Allowance> allowances, LocalDate day, long tokens, long costMicros) {
        var month = YearMonth.from(day).toString();
        var budgets = new ArrayList<Budget>();
        for (var allowance : allowances) {
            add(budgets, allowance, day.toString(), TOKEN, allowance.dailyTokens(), tokens);
            add(budgets, allowance, month, TOKEN, allowance.monthlyTokens(), tokens);
            add(budgets, allowance, day.toString(), COST, allowance.dailyCostMicros(), costMicros);
            add(budgets, allowance, month, COST, allowance.monthlyCostMicros(), costMicros);
        }
        budgets.sort(ORDER);
        return budgets;
    }

    private static void add(
            List<Budget> budgets, Allowance allowance, String period, String unit, long limit, long wanted) {
        if (limit > 0) {
            budgets.add(new Budget(allowance.account(), period, unit, limit, wanted));
        }
    }

    boolean isDaily() {
        return period.length() > 7;
    }

    /** The first day that is not in the period any more. */
    LocalDate end() {
        return isDaily()
                ? LocalDate.parse(period).plusDays(1)
                : YearMonth.parse(period).plusMonths(1).atDay(1);
    }
}
