package steward.money;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.database.Database;
import steward.platform.database.Ids;

import static org.assertj.core.api.Assertions.assertThat;

/** What an administrator sees of others' budgets. */
class BudgetReportTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Allowance USUAL = new Allowance("", 0, 1_000, 0, 0, 5_000_000);

    private final FakeTime time = new FakeTime();
    private final JdbcConnectionPool pool = LedgerTest.inMemory();
    private final Database database = new Database(pool, true);
    private final Ledger ledger = new Ledger(database, new Ids(time), time);
    private final BudgetLimits limits = new BudgetLimits(database, null, null, null, time);
    private final BudgetReport report = new BudgetReport(
            limits, new LedgerBooks(database), new MoneyConfig(Prices.of("CNY", ""), ZONE, 0, USUAL), time);

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void whatIsHeldAndSpentOfTheRunningDayAndMonthIsUsed() {
        limit("team:1", 10_000, 0, 0, 9_000_000);
        use(today(), new Allowance("team:1", 0, 10_000, 0, 0, 9_000_000), 250, 1_500_000);
        use(today().minusMonths(2), new Allowance("team:1", 0, 10_000, 0, 0, 9_000_000), 7, 7);
        use(today(), new Allowance("team:2", 0, 10_000, 0, 0, 0), 99, 0);

        assertThat(report.all()).singleElement().satisfies(budget -> {
            assertThat(budget.account()).isEqualTo("team:1");
            assertThat(budget.own()).isTrue();
            assertThat(budget.dailyTokens()).isEqualTo(10_000);
            assertThat(budget.used().dailyTokens()).isEqualTo(250);
            assertThat(budget.used().monthlyTokens()).isZero();
            assertThat(budget.used().monthlyCost()).isEqualTo(new BigDecimal("1.5"));
            assertThat(budget).isEqualTo(report.of("team:1"));
        });
    }

    @Test
    void aCallerWithoutBudgetsOfTheirOwnHasThoseOfTheSettings() {
        use(today(), new Allowance("user:7", 0, 1_000, 0, 0, 0), 40, 0);
        var budget = report.of("user:7");
        assertThat(budget.own()).isFalse();
        assertThat(budget.dailyTokens()).isEqualTo(1_000);
        assertThat(budget.monthlyCost()).isEqualTo(new BigDecimal("5"));
        assertThat(budget.used().dailyTokens()).isEqualTo(40);
        assertThat(report.all()).isEmpty();
    }

    @Test
    void aTeamWithoutBudgetsOfItsOwnHasNone() {
        assertThat(report.of("team:9").dailyTokens()).isZero();
        assertThat(report.of("organisation:9").monthlyCost()).isZero();
    }

    @Test
    void theDayIsThatOfTheZone() {
        limit("ip:192.0.2.7", 500, 0, 0, 0);
        use(today(), new Allowance("ip:192.0.2.7", 0, 500, 0, 0, 0), 12, 0);
        assertThat(report.of("ip:192.0.2.7").used().dailyTokens()).isEqualTo(12);
        time.advance(Duration.ofDays(1));
        assertThat(report.of("ip:192.0.2.7").used().dailyTokens()).isZero();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(time.instant(), ZONE);
    }

    private void use(LocalDate day, Allowance allowance, long tokens, long costMicros) {
        var account = new Account(allowance.account(), "", "", List.of(allowance));
        ledger.reserve(
                account,
                "stub",
                new Tokens(tokens, 0),
                costMicros,
                Budget.of(List.of(allowance), day, tokens, costMicros));
    }

    private void limit(String account, long daily, long monthly, long dailyCost, long monthlyCost) {
        database.inTransaction(connection -> Database.update(
                connection,
                "insert into budget_limit (account, daily_tokens, monthly_tokens, daily_cost_micros, monthly_cost_micros,"
                        + " updated_at) values (?, ?, ?, ?, ?, ?)",
                account,
                daily,
                monthly,
                dailyCost,
                monthlyCost,
                time.instant()));
        limits.read();
    }
}
