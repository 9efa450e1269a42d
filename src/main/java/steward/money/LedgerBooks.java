package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import steward.platform.database.Database;

/** The ledger to read and to check. Blocks; thread-safe. */
@ApplicationScoped
class LedgerBooks {
    private Database database;

    LedgerBooks() {} // for the CDI proxy

    @Inject
    LedgerBooks(Database database) {
        this.database = database;
    }

    /** The latest entries first, before the one whose id is given. */
    List<LedgerEntry> entries(Optional<String> account, Optional<UUID> before, int limit) {
        var values = new ArrayList<Object>();
        account.ifPresent(values::add);
        before.ifPresent(values::add);
        var sql = "select * from ledger_entry where 1 = 1" + (account.isPresent() ? " and account = ?" : "")
                + (before.isPresent() ? " and id < ?" : "") + " order by id desc limit " + limit;
        return database.reading(connection -> Database.rows(connection, sql, LedgerBooks::entry, values.toArray()));
    }

    /** What is held and spent now, by account and period; the latest periods first. */
    List<BudgetState> budgets(Optional<String> account, int limit) {
        var sql = "select account, period, unit, held, spent from budget"
                + (account.isPresent() ? " where account = ?" : "")
                + " order by period desc, account, unit limit " + limit;
        return database.untilCommitted(connection -> Database.rows(
                connection, sql, LedgerBooks::budget, account.stream().toArray()));
    }

    /** What is held and spent in these periods by the accounts that have budgets of their own. */
    List<BudgetState> ofLimited(List<String> periods) {
        return inForce("account in (select account from budget_limit)", periods, List.of());
    }

    /** What is held and spent in these periods by one account. */
    List<BudgetState> of(String account, List<String> periods) {
        return inForce("account = ?", periods, List.of(account));
    }

    private List<BudgetState> inForce(String whose, List<String> periods, List<String> more) {
        var marks = String.join(", ", Collections.nCopies(periods.size(), "?"));
        var values = Stream.concat(periods.stream(), more.stream()).toArray();
        return database.untilCommitted(connection -> Database.rows(
                connection,
                "select account, period, unit, held, spent from budget where period in (" + marks + ") and " + whose,
                LedgerBooks::budget,
                values));
    }

    /** Adds everything up: reads the whole ledger. */
    LedgerBalance balance() {
        return database.reading(connection -> new LedgerBalance(
                number(connection, "select count(*) n from ledger_entry"),
                number(connection, "select coalesce(sum(amount), 0) n from ledger_entry"),
                number(
                        connection,
                        "select count(*) n from (select transfer_id from ledger_entry group by transfer_id, account, period,"
                                + " unit having sum(amount) <> 0) t"),
                number(connection, """
                        select count(*) n from budget b
                        where b.held <> (select coalesce(sum(e.amount), 0) from ledger_entry e where e.account = b.account
                                and e.period = b.period and e.unit = b.unit and e.bucket = 'held')
                            or b.spent <> (select coalesce(sum(e.amount), 0) from ledger_entry e where e.account = b.account
                                and e.period = b.period and e.unit = b.unit and e.bucket = 'spent')
                        """),
                number(connection, "select count(*) n from reservation where state = 'open'")));
    }

    /** Forgets reservations that were closed long ago; their entries stay. Returns how many. */
    int forget(Instant now, Duration age) {
        return database.untilCommitted(connection -> Database.update(
                connection,
                "delete from reservation where id in (select id from reservation where state <> 'open' and opened_at < ?"
                        + " order by opened_at limit 1000)",
                now.minus(age)));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        return Database.rows(connection, sql, row -> row.getLong("n")).get(0);
    }

    private static BudgetState budget(ResultSet row) throws SQLException {
        return new BudgetState(
                row.getString("account"),
                row.getString("period"),
                row.getString("unit"),
                row.getLong("held"),
                row.getLong("spent"));
    }

    private static LedgerEntry entry(ResultSet row) throws SQLException {
        return new LedgerEntry(
                row.getObject("id", UUID.class),
                row.getObject("transfer_id", UUID.class),
                row.getObject("reservation_id", UUID.class),
                row.getString("kind"),
                row.getString("account"),
                row.getString("period"),
                row.getString("unit"),
                row.getString("bucket"),
                row.getLong("amount"),
                Database.instant(row, "at"));
    }

    /** @param held reserved for calls under way; tokens, or millionths of the currency, as is {@code spent} */
    record BudgetState(String account, String period, String unit, long held, long spent) {}
}
