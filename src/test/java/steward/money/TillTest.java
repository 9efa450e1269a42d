package steward.money;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Calls are let through as long as there is something left, and what they took is paid. */
class TillTest {
    private static final Caller CALLER = new Caller("key:一号", true, false);

    private final FakeTime time = new FakeTime();
    private final Map<String, String> headers = new HashMap<>();
    private final List<Allowance> allowances = new ArrayList<>();
    private final JdbcConnectionPool database = LedgerTest.inMemory();
    private boolean off;
    private int asked;
    private MoneyConfig config;
    private Till till;
    private Usage usage;
    private UsageRepository rows;
    private LedgerBooks books;

    /** The database, while it is not taken away; counts who asks for it. */
    private DataSource switchable() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (p, m, a) -> {
                    asked++;
                    if (off) {
                        throw new SQLException("refused", "08001");
                    }
                    return database.getConnection();
                });
    }

    @BeforeEach
    void open() {
        var prices = Prices.of("CNY", "stub=2/8, dear=1000.5");
        config = new MoneyConfig(prices, ZoneOffset.UTC, 0, new Allowance("", 0, 0, 0, 0, 0));
        var store = new Database(switchable(), true);
        rows = new UsageRepository(store);
        books = new LedgerBooks(store);
        usage = new Usage(rows, config, time);
        till = till(new TokenMinutes(new LocalTokenWindows(time::nanoTime)), Runnable::run);
    }

    private Till till(TokenMinutes minutes, Executor executor) {
        var store = new Database(switchable(), true);
        return new Till(
                config,
                caller -> new Account(caller.id(), "", "", List.copyOf(allowances)),
                minutes,
                new Ledger(store, new Ids(time), time),
                usage,
                new BlockingWork(executor, 10),
                time);
    }

    @AfterEach
    void close() {
        database.dispose();
    }

    @Test
    void aCallerWithoutLimitsNeverAsksTheDatabaseAndIsCountedAllTheSame() {
        for (var i = 0; i < 100; i++) {
            bill(1_000_000).close(new Tokens(3, 4), false);
        }
        till.cached(CALLER, "stub");
        assertThat(asked).isZero();
        usage.flush();
        assertThat(used()).isEqualTo(new UsageSum(101, 1, 0, 300, 400, 100 * (3 * 2 + 4 * 8)));
    }

    @Test
    void whatCannotBeWrittenNowIsWrittenLater() {
        bill(1).close(new Tokens(3, 4), false);
        off = true;
        assertThat(problem(usage::flush).type()).isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
        bill(1).close(new Tokens(3, 4), true);
        off = false;
        usage.flush();
        usage.flush();
        assertThat(used().requests()).isEqualTo(2);
    }

    @Test
    void theThirdPromptOfSevenTokensDoesNotFitIntoABudgetOfFifteen() {
        allowances.add(new Allowance(CALLER.id(), 0, 15, 0, 0, 0));
        bill(7).close(new Tokens(7, 0), false);
        bill(7).close(new Tokens(7, 0), false);
        var refusal = problem(() -> bill(7));
        assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_QUOTA);
        assertThat(refusal.retryAfter()).isEmpty();
        assertThat(refusal.values())
                .containsEntry("period", "daily")
                .containsEntry("until", Instant.parse("2026-11-22T00:00:00Z"));
        time.advance(Duration.ofDays(1));
        assertThat(bill(7)).isNotNull();
    }

    @Test
    void aCostIsABudgetToo() {
        allowances.add(new Allowance(CALLER.id(), 0, 0, 0, 0, Prices.micros("0.0001")));
        bill(20).close(new Tokens(20, 5), false);
        assertThat(problem(() -> bill(11)).values())
                .containsEntry("unit", "CNY")
                .containsEntry("period", "monthly");
        bill(10).close(Tokens.NONE, true);
        assertThat(spent()).isEqualTo(80);
        assertThat(books.balance().balanced()).isTrue();
    }

    @Test
    void aBudgetThatCannotBeLookedIntoLetsNobodyThrough() {
        allowances.add(new Allowance(CALLER.id(), 0, 15, 0, 0, 0));
        off = true;
        assertThat(problem(() -> bill(1)).type()).isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
    }

    @Test
    void aSettlementThatFailsIsMadeUpFor() {
        allowances.add(new Allowance(CALLER.id(), 0, 15, 0, 0, 0));
        var bill = bill(7);
        off = true;
        bill.close(new Tokens(7, 1), false);
        off = false;
        assertThat(spent()).isZero();
        till.keepUp();
        till.keepUp();
        assertThat(spent()).isEqualTo(8);
        assertThat(books.balance().openReservations()).isZero();
    }

    @Test
    void aBillIsClosedOnce() {
        allowances.add(new Allowance(CALLER.id(), 0, 15, 0, 0, 0));
        var bill = bill(7);
        bill.close(() -> new Tokens(2, 1), true);
        bill.close(new Tokens(7, 7), false);
        assertThat(spent()).isEqualTo(3);
        assertThat(used()).isEqualTo(new UsageSum(1, 0, 1, 2, 1, 12));
    }

    @Test
    void tokensOfAMinuteAreTakenAsEstimatedAndCorrectedToWhatTheyWere() {
        allowances.add(new Allowance(CALLER.id(), 100, 0, 0, 0, 0));
        bill(60).close(new Tokens(20, 10), false);
        assertThat(headers)
                .containsEntry("x-ratelimit-limit-tokens", "100")
                .containsEntry("x-ratelimit-remaining-tokens", "40")
                .containsEntry("x-ratelimit-reset-tokens", "61s");
        bill(70).close(new Tokens(60, 40), false);

        var refusal = problem(() -> bill(1));

        assertThat(refusal.type()).isEqualTo(ProblemType.TOKEN_LIMIT_EXCEEDED);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(61));
        time.advance(Duration.ofSeconds(61));
        assertThat(bill(100)).isNotNull();
    }

    @Test
    void whereTheMinuteIsCountedByAnotherMachineItIsAskedAwayFromTheThreadsThatServe() {
        var waiting = new ArrayList<Runnable>();
        var local = new LocalTokenWindows(time::nanoTime);
        var away = new TokenWindows() {
            @Override
            public Place take(String account, long limit, long tokens) {
                return local.take(account, limit, tokens);
            }

            @Override
            public boolean mayWait() {
                return true;
            }
        };
        var shared = till(new TokenMinutes(away), waiting::add);
        allowances.add(new Allowance(CALLER.id(), 100, 0, 0, 0, 0));
        var purchase = new Purchase(CALLER, "stub", () -> 70L, null, headers::put);

        var first = shared.open(purchase);
        assertThat(first.toCompletableFuture()).isNotDone();
        waiting.remove(0).run();
        first.toCompletableFuture().join().close(new Tokens(10, 0), false);
        waiting.remove(0).run(); // the correction

        var second = shared.open(purchase);
        waiting.remove(0).run();
        assertThat(second.toCompletableFuture()).isCompleted();
        assertThat(headers).containsEntry("x-ratelimit-remaining-tokens", "20");
    }

    @Test
    void aCallThatIsLargerThanAMinuteIsNotToldToWait() {
        allowances.add(new Allowance(CALLER.id(), 100, 0, 0, 0, 0));
        assertThat(problem(() -> bill(101)).retryAfter()).isEmpty();
    }

    @Test
    void whatABudgetRefusesIsGivenBackToTheMinute() {
        allowances.add(new Allowance(CALLER.id(), 100, 50, 0, 0, 0));
        for (var i = 0; i < 5; i++) {
            assertThat(problem(() -> bill(80)).type()).isEqualTo(ProblemType.INSUFFICIENT_QUOTA);
        }
        assertThat(bill(50)).isNotNull();
    }

    @Test
    void costsAreRoundedUpToWholeMicros() {
        var prices = Prices.of("CNY", "dear=1000.5/2, free=0");
        assertThat(prices.cost("dear", new Tokens(1, 0))).isEqualTo(1_001);
        assertThat(prices.cost("dear", new Tokens(0, 1_000_000))).isEqualTo(2_000_000);
        assertThat(prices.cost("free", new Tokens(9, 9))).isZero();
        assertThat(prices.cost("unknown", new Tokens(9, 9))).isZero();
        assertThat(Prices.amount(12_500_000).toPlainString()).isEqualTo("12.5");
    }

    private Bill bill(long promptTokens) {
        return till.open(new Purchase(CALLER, "stub", () -> promptTokens, null, headers::put))
                .toCompletableFuture()
                .join();
    }

    private long spent() {
        return books.budgets(Optional.of(CALLER.id()), 5).get(0).spent();
    }

    private UsageSum used() {
        var day = LocalDate.of(2026, 11, 21);
        return rows.find(new UsageQuery(day, day.plusDays(2), Optional.empty(), List.of()), 5)
                .get(0)
                .sum();
    }

    private static ProblemException problem(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        var cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return catchThrowableOfType(ProblemException.class, () -> {
            throw cause;
        });
    }
}
