package steward.money;

import java.time.ZoneOffset;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.identity.Caller;
import steward.identity.Limits;
import steward.identity.SomeCallers;
import steward.platform.database.Database;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Whose limits a call uses up: those of the key, the user and the team, every one of them. */
class CallerAccountsTest {
    private static final Allowance USUAL = new Allowance("", 100, 1_000, 0, 0, 0);

    private final FakeTime time = new FakeTime();
    private final JdbcConnectionPool pool = LedgerTest.inMemory();
    private final Database database = new Database(pool, true);
    private final BudgetLimits budgets = new BudgetLimits(database, null, null, null, time);
    private final CallerAccounts accounts =
            new CallerAccounts(new MoneyConfig(Prices.of("CNY", ""), ZoneOffset.UTC, 0, USUAL), budgets);
    private final TokenMinutes minutes = new TokenMinutes(new LocalTokenWindows(time::nanoTime));

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void whoHasNoLimitsOfTheirOwnHasTheUsualOnesAndTheirTeamNone() {
        var caller = caller(level("key:1", null), level("user:1", null), level("team:1", null));
        assertThat(accounts.of(caller).allowances()).containsExactly(new Allowance("key:1", 100, 1_000, 0, 0, 0));
    }

    @Test
    void whatIsSetForAnAccountReplacesTheUsual() {
        set("key:1", 0, 5_000);
        set("team:1", 9_000, 0);
        var caller = caller(level("key:1", 50), level("user:1", 70), level("team:1", null));
        assertThat(accounts.of(caller).allowances())
                .containsExactly(
                        new Allowance("key:1", 50, 0, 5_000, 0, 0),
                        new Allowance("user:1", 70, 0, 0, 0, 0),
                        new Allowance("team:1", 0, 9_000, 0, 0, 0));
    }

    @Test
    void twoKeysShareTheTokensOfTheirTeamsMinute() {
        var one = caller(level("key:1", null), level("user:1", null), level("team:1", 120));
        var other = caller(level("key:2", null), level("user:2", null), level("team:1", 120));
        take(one, 80);
        assertThat(refusal(other, 50).values()).containsEntry("limit", 120L);
        take(other, 40);
        assertThat(refusal(one, 1).type()).isEqualTo(ProblemType.TOKEN_LIMIT_EXCEEDED);
    }

    @Test
    void whatTheTeamRefusesIsGivenBackToTheKey() {
        var caller = caller(level("key:1", 100), level("team:1", 10));
        for (var i = 0; i < 5; i++) {
            assertThat(refusal(caller, 50).values()).containsEntry("limit", 10L);
        }
        take(caller(level("key:1", 100)), 100);
    }

    private void take(Caller caller, long tokens) {
        minutes.take(accounts.of(caller).allowances(), tokens, (name, value) -> {});
    }

    private ProblemException refusal(Caller caller, long tokens) {
        return catchThrowableOfType(ProblemException.class, () -> take(caller, tokens));
    }

    private void set(String account, long daily, long monthly) {
        database.untilCommitted(connection -> Database.update(
                connection,
                "insert into budget_limit (account, daily_tokens, monthly_tokens, daily_cost_micros, monthly_cost_micros,"
                        + " updated_at) values (?, ?, ?, 0, 0, current_timestamp)",
                account,
                daily,
                monthly));
        budgets.read();
    }

    private static Caller caller(Limits.Level... levels) {
        return SomeCallers.with(new Limits(List.of(levels)));
    }

    private static Limits.Level level(String owner, Integer tokensPerMinute) {
        return new Limits.Level(owner, null, tokensPerMinute, null);
    }
}
