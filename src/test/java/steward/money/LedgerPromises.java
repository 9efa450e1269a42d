package steward.money;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.database.Database;
import steward.platform.database.Ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the ledger promises, on whichever database. */
abstract class LedgerPromises {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
    private static final UsageKey KEY = new UsageKey("2026-11-21", 8, "key:a", "", "", "stub");

    private final String account = "key:" + UUID.randomUUID();
    private Database store;
    private Ledger ledger;
    private LedgerBooks books;
    private UsageRepository usage;

    abstract DataSource database();

    @BeforeEach
    void open() {
        var clock = Clock.fixed(new FakeTime().instant(), ZoneOffset.UTC);
        store = new Database(database(), false);
        ledger = new Ledger(store, new Ids(clock), clock);
        books = new LedgerBooks(store);
        usage = new UsageRepository(store);
        change("delete from reservation");
        change("delete from ledger_entry");
        change("delete from budget");
        change("delete from usage_sum");
    }

    @Test
    void ofTwoHundredCallsAtOnceOnABudgetForTenExactlyTenAreLetIn() throws Exception {
        var let = Collections.synchronizedList(new ArrayList<UUID>());
        var refused = atOnce(200, () -> {
            try {
                let.add(reserve(tokens(1_000, 100)));
                return 0;
            } catch (Ledger.Exhausted exhausted) {
                return 1;
            }
        });

        assertThat(let).hasSize(10);
        assertThat(refused.stream().mapToInt(Integer::intValue).sum()).isEqualTo(190);
        assertThat(state("token", "2026-11-21")).isEqualTo(List.of(1_000L, 0L));
        assertThat(books.balance()).isEqualTo(new LedgerBalance(20, 0, 0, 0, 10));

        var left = new ArrayList<>(let);
        atOnce(10, () -> settle(next(left), new Tokens(60, 20)));

        assertThat(state("token", "2026-11-21")).isEqualTo(List.of(0L, 800L));
        assertThat(books.balance().balanced()).isTrue();
        assertThat(books.balance().openReservations()).isZero();
        assertThat(used()).isEqualTo(new UsageSum(10, 0, 0, 600, 200, 0));
        assertThat(reserve(tokens(1_000, 200))).isNotNull();
        assertThatThrownBy(() -> reserve(tokens(1_000, 1))).isInstanceOf(Ledger.Exhausted.class);
    }

    @Test
    void callsOfManyAccountsWithSeveralBudgetsEachNeverBlockEachOther() throws Exception {
        var budgets = new ArrayList<Allowance>();
        for (var name : List.of("team:一", "user:乙", account)) {
            budgets.add(new Allowance(name, 0, 100_000, 1_000_000, 100_000, 1_000_000));
        }
        atOnce(40, () -> {
            var inAnyOrder = new ArrayList<>(budgets);
            Collections.shuffle(inAnyOrder);
            var id = reserve(Budget.of(inAnyOrder, DAY, 50, 30));
            return settle(id, new Tokens(20, 10));
        });

        for (var name : List.of("team:一", "user:乙", account)) {
            assertThat(books.budgets(Optional.of(name), 10))
                    .hasSize(4)
                    .allSatisfy(budget -> assertThat(budget.held()).isZero())
                    .allSatisfy(budget ->
                            assertThat(budget.spent()).isEqualTo(budget.unit().equals("token") ? 1_200 : 0));
        }
        assertThat(books.balance().balanced()).isTrue();
    }

    @Test
    void oneBudgetThatRefusesLeavesTheOthersUntouched() {
        var generous = new Allowance(account, 0, 0, 1_000_000, 0, 0);
        var tight = new Allowance("team:" + account, 0, 10, 0, 0, 0);
        assertThatThrownBy(() -> reserve(Budget.of(List.of(generous, tight), DAY, 11, 0)))
                .isInstanceOfSatisfying(
                        Ledger.Exhausted.class,
                        exhausted -> assertThat(exhausted.budget().account()).isEqualTo("team:" + account));
        assertThat(state("token", "2026-11")).isEqualTo(List.of(0L, 0L));
        assertThat(books.balance()).isEqualTo(new LedgerBalance(0, 0, 0, 0, 0));
    }

    @Test
    void settlingAgainChargesNothingMore() {
        var id = reserve(tokens(100, 50));
        settle(id, new Tokens(10, 5));
        settle(id, new Tokens(10, 5));
        assertThat(state("token", "2026-11-21")).isEqualTo(List.of(0L, 15L));
        assertThat(used().requests()).isEqualTo(1);
        assertThat(books.balance().balanced()).isTrue();
    }

    @Test
    void whatACrashedInstanceLeftIsClosedByOneOfManyWithWhatWasNotedLast() throws Exception {
        var id = reserve(tokens(100, 50));
        ledger.renew(Map.of(id, new Ledger.Progress(new Tokens(7, 3), 21)));
        assertThat(ledger.overdue(10)).isEmpty();
        leaseIsOver(id);
        assertThat(ledger.overdue(10)).containsExactly(id);

        var closed = atOnce(8, () -> ledger.expire(id, left -> KEY) ? 1 : 0);

        assertThat(closed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
        assertThat(state("token", "2026-11-21")).isEqualTo(List.of(0L, 10L));
        assertThat(used()).isEqualTo(new UsageSum(1, 0, 1, 7, 3, 21));
        assertThat(books.balance()).matches(LedgerBalance::balanced).matches(books -> books.openReservations() == 0);
        assertThat(ledger.overdue(10)).isEmpty();
    }

    @Test
    void aLeaseThatIsRenewedIsNotClosed() {
        var id = reserve(tokens(100, 50));
        leaseIsOver(id);
        ledger.renew(Map.of(id, new Ledger.Progress(new Tokens(1, 1), 0)));
        assertThat(ledger.expire(id, left -> KEY)).isFalse();
        assertThat(state("token", "2026-11-21")).isEqualTo(List.of(50L, 0L));
    }

    @Test
    void anInstanceThatWasOnlyAsleepIsChargedForTheDifference() {
        var id = reserve(tokens(100, 50));
        leaseIsOver(id);
        ledger.expire(id, left -> KEY);
        settle(id, new Tokens(4, 30));
        assertThat(state("token", "2026-11-21")).isEqualTo(List.of(0L, 34L));
        assertThat(used()).isEqualTo(new UsageSum(1, 0, 0, 4, 30, 0));
        assertThat(books.balance().balanced()).isTrue();
    }

    @Test
    void usageIsAddedUpByWhatIsAskedFor() {
        usage.add(Map.of(
                new UsageKey("2026-11-20", 23, "key:a", "王", "研发", "m1"), new UsageSum(2, 1, 0, 10, 5, 7),
                new UsageKey("2026-11-21", 0, "key:a", "王", "研发", "m2"), new UsageSum(1, 0, 0, 1, 1, 1),
                new UsageKey("2026-11-21", 0, "key:b", "李", "研发", "m1"), new UsageSum(4, 0, 4, 3, 2, 1)));
        usage.add(Map.of(new UsageKey("2026-11-20", 23, "key:a", "王", "研发", "m1"), new UsageSum(1, 0, 0, 1, 1, 1)));

        assertThat(find(UsageQuery.groups("key,day"), Optional.empty()))
                .containsExactly(
                        new UsageLine(Map.of("key", "key:a", "day", "2026-11-20"), new UsageSum(3, 1, 0, 11, 6, 8)),
                        new UsageLine(Map.of("key", "key:a", "day", "2026-11-21"), new UsageSum(1, 0, 0, 1, 1, 1)),
                        new UsageLine(Map.of("key", "key:b", "day", "2026-11-21"), new UsageSum(4, 0, 4, 3, 2, 1)));
        assertThat(find(UsageQuery.groups("hour,model"), Optional.of("key:a")))
                .extracting(line -> line.group().get("hour"))
                .containsExactly("2026-11-20T23:00", "2026-11-21T00:00");
        assertThat(find(UsageQuery.groups("month,team"), Optional.empty()))
                .containsExactly(
                        new UsageLine(Map.of("month", "2026-11", "team", "研发"), new UsageSum(8, 1, 4, 15, 9, 10)));
        assertThat(find(List.of(), Optional.empty())).hasSize(1);
    }

    @Test
    void hoursThatAreRolledUpKeepTheirSums() {
        for (var hour = 0; hour < 24; hour++) {
            usage.add(Map.of(new UsageKey("2026-11-19", hour, "key:a", "", "", "m1"), new UsageSum(2, 1, 0, 10, 5, 7)));
        }
        assertThat(usage.rollUp("2026-11-20")).isEqualTo(24);
        assertThat(usage.rollUp("2026-11-20")).isZero();
        assertThat(find(UsageQuery.groups("hour"), Optional.empty()))
                .containsExactly(new UsageLine(Map.of("hour", "2026-11-19"), new UsageSum(48, 24, 0, 240, 120, 168)));
    }

    private List<UsageLine> find(List<UsageQuery.By> groups, Optional<String> owner) {
        return usage.find(new UsageQuery(DAY.minusDays(10), DAY, owner, groups), 100);
    }

    private UsageSum used() {
        return find(List.of(), Optional.empty()).get(0).sum();
    }

    private List<Budget> tokens(long limit, long wanted) {
        return Budget.of(List.of(new Allowance(account, 0, limit, 0, 0, 0)), DAY, wanted, 0);
    }

    private UUID reserve(List<Budget> budgets) {
        return ledger.reserve(new Account(account, "", "", List.of()), "stub", new Tokens(4, 0), 0, budgets);
    }

    private int settle(UUID id, Tokens tokens) {
        ledger.settle(id, tokens, 0, KEY, UsageSum.of(tokens, 0, false));
        return 0;
    }

    private static synchronized UUID next(List<UUID> ids) {
        return ids.remove(ids.size() - 1);
    }

    /** Held and spent. */
    private List<Long> state(String unit, String period) {
        return books.budgets(Optional.of(account), 10).stream()
                .filter(budget -> budget.unit().equals(unit) && budget.period().equals(period))
                .map(budget -> List.of(budget.held(), budget.spent()))
                .findFirst()
                .orElseThrow();
    }

    private void leaseIsOver(UUID id) {
        store.untilCommitted(connection -> Database.update(
                connection, "update reservation set lease_until = lease_until - interval '1' hour where id = ?", id));
    }

    private void change(String sql) {
        store.untilCommitted(connection -> Database.update(connection, sql));
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        var start = new CountDownLatch(1);
        try {
            var results = new ArrayList<T>();
            var futures = new ArrayList<Future<T>>();
            for (var i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            for (var future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
