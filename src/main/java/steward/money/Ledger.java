package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;
import steward.platform.database.Ids;

/**
 * The books: what is reserved before a call and settled after it, by double entry. A budget is checked and taken by one
 * statement, so that parallel calls never overrun it, whichever instance they come to; nothing is locked while a model
 * answers. A reservation has a lease. The instance that made it renews it and notes what was used so far; when that
 * instance is gone, any other closes the reservation with what was noted last. Blocks; thread-safe.
 */
@ApplicationScoped
class Ledger {
    private static final String COLUMNS =
            "id, owner, user_id, team, model, state, prompt_tokens, completion_tokens, cost_micros";
    /** By the database's clock, which all instances share; three times the interval of renewing. */
    private static final String LEASE = "current_timestamp + interval '30' second";

    private Database database;
    private Ids ids;
    private Clock clock;

    Ledger() {} // for the CDI proxy

    @Inject
    Ledger(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** A budget that is too small for the call. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Budget budget;

        Exhausted(Budget budget) {
            super(null, null, false, false);
            this.budget = budget;
        }

        Budget budget() {
            return budget;
        }
    }

    /**
     * Takes what the call wants of every budget, or of none.
     *
     * @param prompt noted as used from the beginning, since it is about to be sent
     * @throws Exhausted where a budget has too little left
     */
    UUID reserve(Account account, String model, Tokens prompt, long costMicros, List<Budget> budgets) {
        for (var budget : budgets) { // apart from what follows, or two who come first would wait for each other
            ensureRow(budget);
        }
        return database.untilCommitted(connection -> {
            var id = ids.next();
            insert(connection, id, account, model, prompt, costMicros);
            var transfer = ids.next();
            for (var budget : budgets) {
                take(connection, budget);
                var line = new Line(budget.account(), budget.period(), budget.unit(), budget.wanted());
                insert(connection, id, line);
                var entries = new Entries(connection, transfer, id, "reserve", line);
                entries.add("available", -line.held());
                entries.add("held", line.held());
            }
            return id;
        });
    }

    private void ensureRow(Budget budget) {
        database.untilCommitted(connection -> {
            var there = Database.rows(
                    connection,
                    "select 1 from budget where account = ? and period = ? and unit = ?",
                    row -> true,
                    budget.account(),
                    budget.period(),
                    budget.unit());
            return there.isEmpty()
                    ? Database.update(
                            connection,
                            "insert into budget (account, period, unit, held, spent) values (?, ?, ?, 0, 0)"
                                    + " on conflict do nothing",
                            budget.account(),
                            budget.period(),
                            budget.unit())
                    : 0;
        });
    }

    /** The check and the taking are one statement: whoever else wants the row waits for this commit and checks after. */
    private static void take(Connection connection, Budget budget) throws SQLException {
        var taken = Database.update(
                connection,
                """
                update budget set held = held + ?
                where account = ? and period = ? and unit = ? and held + spent + ? <= ?
                """,
                budget.wanted(),
                budget.account(),
                budget.period(),
                budget.unit(),
                budget.wanted(),
                budget.limit());
        if (taken == 0) {
            throw new Exhausted(budget);
        }
    }

    private void insert(Connection connection, UUID id, Account account, String model, Tokens tokens, long costMicros)
            throws SQLException {
        Database.update(
                connection,
                "insert into reservation (" + COLUMNS
                        + ", opened_at, lease_until) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " + LEASE + ")",
                id,
                account.owner(),
                account.user(),
                account.team(),
                model,
                Reservation.OPEN,
                tokens.prompt(),
                tokens.completion(),
                costMicros,
                clock.instant());
    }

    private static void insert(Connection connection, UUID id, Line line) throws SQLException {
        Database.update(
                connection,
                "insert into reservation_line (reservation_id, account, period, unit, held) values (?, ?, ?, ?, ?)",
                id,
                line.account(),
                line.period(),
                line.unit(),
                line.held());
    }

    /**
     * Closes a reservation with what the call really took, and counts it as used. Doing it again changes nothing. One
     * that had expired meanwhile is charged for the difference.
     */
    void settle(UUID id, Tokens tokens, long costMicros, UsageKey key, UsageSum sum) {
        database.untilCommitted(connection -> {
            var found = locked(connection, id);
            if (found.isPresent() && !found.get().state().equals(Reservation.SETTLED)) {
                var wasOpen = found.get().state().equals(Reservation.OPEN);
                charge(connection, found.get(), wasOpen ? "settle" : "late", tokens, costMicros);
                close(connection, id, Reservation.SETTLED, tokens, costMicros);
                UsageRepository.add(connection, key, wasOpen ? sum : lateDifference(found.get(), sum));
            }
            return null;
        });
    }

    /** What had been counted when it expired is not counted twice. */
    private static UsageSum lateDifference(Reservation expired, UsageSum sum) {
        return new UsageSum(
                0,
                0,
                sum.failed() - 1,
                sum.promptTokens() - expired.tokens().prompt(),
                sum.completionTokens() - expired.tokens().completion(),
                sum.costMicros() - expired.costMicros());
    }

    /** Closes a reservation whose instance is gone with what was noted last. False where another has closed it. */
    boolean expire(UUID id, UsageKeys keys) {
        return database.untilCommitted(connection -> {
            var found = locked(connection, id);
            if (found.isEmpty() || !found.get().state().equals(Reservation.OPEN) || !isOver(connection, id)) {
                return false;
            }
            var left = found.get();
            charge(connection, left, "expire", left.tokens(), left.costMicros());
            close(connection, id, Reservation.EXPIRED, left.tokens(), left.costMicros());
            UsageRepository.add(connection, keys.of(left), UsageSum.of(left.tokens(), left.costMicros(), true));
            return true;
        });
    }

    /** Under which heading a reservation that was left behind is counted. */
    interface UsageKeys {
        UsageKey of(Reservation left);
    }

    private static boolean isOver(Connection connection, UUID id) throws SQLException {
        return !Database.rows(
                        connection,
                        "select 1 from reservation where id = ? and lease_until < current_timestamp",
                        row -> true,
                        id)
                .isEmpty();
    }

    /** Those whose lease is over; another instance may be closing them already. */
    List<UUID> overdue(int most) {
        return database.untilCommitted(connection -> Database.rows(
                connection,
                "select id from reservation where state = ? and lease_until < current_timestamp order by lease_until"
                        + " limit " + most,
                row -> row.getObject("id", UUID.class),
                Reservation.OPEN));
    }

    /** Renews leases and notes what was used so far. */
    void renew(Map<UUID, Progress> underWay) {
        database.untilCommitted(connection -> {
            try (var update = connection.prepareStatement("update reservation set lease_until = " + LEASE
                    + ", prompt_tokens = ?, completion_tokens = ?, cost_micros = ? where id = ? and state = ?")) {
                for (var one : underWay.entrySet()) {
                    var tokens = one.getValue().tokens();
                    var cost = one.getValue().costMicros();
                    Database.set(update, tokens.prompt(), tokens.completion(), cost, one.getKey(), Reservation.OPEN);
                    update.addBatch();
                }
                return update.executeBatch();
            }
        });
    }

    /** What a call has used so far. */
    record Progress(Tokens tokens, long costMicros) {}

    private static Optional<Reservation> locked(Connection connection, UUID id) throws SQLException {
        return Database.rows(
                        connection,
                        "select " + COLUMNS + " from reservation where id = ? for update",
                        Ledger::reservation,
                        id)
                .stream()
                .findFirst();
    }

    private void charge(Connection connection, Reservation left, String kind, Tokens tokens, long costMicros)
            throws SQLException {
        var transfer = ids.next();
        var isOpen = left.state().equals(Reservation.OPEN);
        for (var line : lines(connection, left.id())) {
            var held = isOpen ? line.held() : 0;
            var actual = line.unit().equals(Budget.TOKEN) ? tokens.total() : costMicros;
            var spent = actual - left.charged(line.unit());
            Database.update(
                    connection,
                    "update budget set held = held - ?, spent = spent + ? where account = ? and period = ? and unit = ?",
                    held,
                    spent,
                    line.account(),
                    line.period(),
                    line.unit());
            var entries = new Entries(connection, transfer, left.id(), kind, line);
            entries.add("held", -held);
            entries.add("spent", spent);
            entries.add("available", held - spent);
        }
    }

    private static List<Line> lines(Connection connection, UUID id) throws SQLException {
        return Database.rows(
                connection,
                "select account, period, unit, held from reservation_line where reservation_id = ?"
                        + " order by account, period, unit",
                row -> new Line(
                        row.getString("account"), row.getString("period"), row.getString("unit"), row.getLong("held")),
                id);
    }

    private static void close(Connection connection, UUID id, String state, Tokens tokens, long costMicros)
            throws SQLException {
        Database.update(
                connection,
                "update reservation set state = ?, prompt_tokens = ?, completion_tokens = ?, cost_micros = ? where id = ?",
                state,
                tokens.prompt(),
                tokens.completion(),
                costMicros,
                id);
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        return new Reservation(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("user_id"),
                row.getString("team"),
                row.getString("model"),
                row.getString("state"),
                new Tokens(row.getLong("prompt_tokens"), row.getLong("completion_tokens")),
                row.getLong("cost_micros"));
    }

    private record Line(String account, String period, String unit, long held) {}

    /** The sides of one transfer. */
    private final class Entries {
        private final Connection connection;
        private final UUID transfer;
        private final UUID reservation;
        private final String kind;
        private final Line line;
        private final Instant at = clock.instant();

        Entries(Connection connection, UUID transfer, UUID reservation, String kind, Line line) {
            this.connection = connection;
            this.transfer = transfer;
            this.reservation = reservation;
            this.kind = kind;
            this.line = line;
        }

        void add(String bucket, long amount) throws SQLException {
            if (amount == 0) {
                return;
            }
            Database.update(
                    connection,
                    """
                    insert into ledger_entry
                        (id, transfer_id, reservation_id, kind, account, period, unit, bucket, amount, at)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    ids.next(),
                    transfer,
                    reservation,
                    kind,
                    line.account(),
                    line.period(),
                    line.unit(),
                    bucket,
                    amount,
                    at);
        }
    }
}
