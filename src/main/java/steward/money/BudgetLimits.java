package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import steward.identity.Audit;
import steward.identity.AuditEvent;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Database;
import steward.platform.database.DatabaseReady;
import steward.platform.signal.Signals;

/**
 * The budgets that administrators give to single keys, users and teams. Kept in the heap of every instance, read again when
 * one has changed, so that asking costs no look into the database. Thread-safe.
 */
@ApplicationScoped
class BudgetLimits {
    private static final Logger LOG = Logger.getLogger(BudgetLimits.class.getName());
    private static final String TOPIC = "budgets";

    private Database database;
    private Audit audit;
    private Signals signals;
    private BlockingWork blocking;
    private Clock clock;
    private volatile Map<String, Allowance> byAccount = Map.of();

    BudgetLimits() {} // for the CDI proxy

    @Inject
    BudgetLimits(Database database, Audit audit, Signals signals, BlockingWork blocking, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.signals = signals;
        this.blocking = blocking;
        this.clock = clock;
    }

    void begin(@Observes DatabaseReady ready) {
        read();
        signals.subscribe(
                TOPIC,
                text -> blocking.run(this::read).exceptionally(failure -> {
                    LOG.log(Level.WARNING, "money.limits_not_read", failure); // the next round reads them
                    return null;
                }));
    }

    /** Null where an account has none of its own. */
    Allowance of(String account) {
        return byAccount.get(account);
    }

    List<Allowance> all() {
        return byAccount.values().stream()
                .sorted((one, other) -> one.account().compareTo(other.account()))
                .toList();
    }

    /** Reads all of them. Blocks. */
    void read() {
        byAccount = database
                .inTransaction(
                        connection -> Database.rows(connection, "select * from budget_limit", BudgetLimits::allowance))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Allowance::account, Function.identity()));
    }

    /** Sets an account's budgets, and records who did. Blocks. */
    void set(Allowance allowance, AuditEvent event) {
        audit.commit((connection, told) -> {
            var before = Database.first(
                    connection,
                    "select * from budget_limit where account = ? for update",
                    BudgetLimits::allowance,
                    allowance.account());
            Database.update(connection, "delete from budget_limit where account = ?", allowance.account());
            Database.update(
                    connection,
                    """
                    insert into budget_limit (account, daily_tokens, monthly_tokens, daily_cost_micros,
                        monthly_cost_micros, updated_at) values (?, ?, ?, ?, ?, ?)
                    """,
                    allowance.account(),
                    allowance.dailyTokens(),
                    allowance.monthlyTokens(),
                    allowance.dailyCostMicros(),
                    allowance.monthlyCostMicros(),
                    clock.instant());
            told.accept(event.changed(before.map(BudgetLimits::fields).orElse(Map.of()), fields(allowance)));
            return null;
        });
        changed();
    }

    /** Takes an account's budgets away, so that the usual ones hold again. False where it has none. Blocks. */
    boolean remove(String account, AuditEvent event) {
        var removed = audit.commit((connection, told) -> {
            var before = Database.first(
                    connection,
                    "select * from budget_limit where account = ? for update",
                    BudgetLimits::allowance,
                    account);
            if (before.isPresent()) {
                Database.update(connection, "delete from budget_limit where account = ?", account);
                told.accept(event.changed(fields(before.get()), Map.of()));
            }
            return before.isPresent();
        });
        changed();
        return removed;
    }

    private void changed() {
        read();
        signals.publish(TOPIC, "");
    }

    private static Map<String, Long> fields(Allowance allowance) {
        return Map.of(
                "daily_budget", allowance.dailyTokens(),
                "monthly_budget", allowance.monthlyTokens(),
                "daily_cost_micros", allowance.dailyCostMicros(),
                "monthly_cost_micros", allowance.monthlyCostMicros());
    }

    private static Allowance allowance(ResultSet row) throws SQLException {
        return new Allowance(
                row.getString("account"),
                0,
                row.getLong("daily_tokens"),
                row.getLong("monthly_tokens"),
                row.getLong("daily_cost_micros"),
                row.getLong("monthly_cost_micros"));
    }
}
