package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import steward.platform.database.Database;

/** The rows of usage. They are added to, by any number of instances. Blocks; thread-safe. */
@ApplicationScoped
class UsageRepository {
    private static final String SUMS = "sum(requests) requests, sum(cached) cached, sum(failed) failed,"
            + " sum(prompt_tokens) prompt_tokens, sum(completion_tokens) completion_tokens, sum(cost_micros) cost_micros";
    private static final int MOST_ROLLED_UP_AT_ONCE = 2_000;

    private Database database;

    UsageRepository() {} // for the CDI proxy

    @Inject
    UsageRepository(Database database) {
        this.database = database;
    }

    /** Adds all or nothing. */
    void add(Map<UsageKey, UsageSum> sums) {
        database.untilCommitted(connection -> {
            for (var sum :
                    new TreeMap<>(sums).entrySet()) { // in one order, so that no two instances wait for each other
                add(connection, sum.getKey(), sum.getValue());
            }
            return null;
        });
    }

    static void add(Connection connection, UsageKey key, UsageSum sum) throws SQLException {
        if (addToRow(connection, key, sum) == 0) {
            Database.update(
                    connection,
                    """
                    insert into usage_sum (on_day, on_month, hour_no, owner, user_id, team, model,
                        requests, cached, failed, prompt_tokens, completion_tokens, cost_micros)
                    values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0) on conflict do nothing
                    """,
                    key.day(),
                    key.month(),
                    key.hour(),
                    key.owner(),
                    key.user(),
                    key.team(),
                    key.model());
            addToRow(connection, key, sum);
        }
    }

    private static int addToRow(Connection connection, UsageKey key, UsageSum sum) throws SQLException {
        return Database.update(
                connection,
                """
                update usage_sum set requests = requests + ?, cached = cached + ?, failed = failed + ?,
                    prompt_tokens = prompt_tokens + ?, completion_tokens = completion_tokens + ?,
                    cost_micros = cost_micros + ?
                where on_day = ? and hour_no = ? and owner = ? and user_id = ? and team = ? and model = ?
                """,
                sum.requests(),
                sum.cached(),
                sum.failed(),
                sum.promptTokens(),
                sum.completionTokens(),
                sum.costMicros(),
                key.day(),
                key.hour(),
                key.owner(),
                key.user(),
                key.team(),
                key.model());
    }

    /** What was used, one line for each group, in the order of the groups; at most {@code most} lines. */
    List<UsageLine> find(UsageQuery query, int most) {
        var columns = query.columns();
        var groups = columns.isEmpty() ? "" : " group by " + columns + " order by " + columns;
        var sql = "select " + (columns.isEmpty() ? "" : columns + ", ") + SUMS + " from usage_sum where "
                + query.condition() + groups + " limit " + most;
        return database.reading(
                connection -> Database.rows(connection, sql, row -> UsageLine.from(row, query), query.values()));
    }

    /**
     * Brings the hours of days before this one together to days, so that the table stays small; some of them at a time.
     * Returns how many rows are left out now; none when all is done. Called again while the schedule has time.
     */
    int rollUp(String beforeDay) {
        return database.untilCommitted(connection -> {
            var hours = Database.rows(
                    connection,
                    "select * from usage_sum where on_day < ? and hour_no >= 0 order by on_day, owner limit "
                            + MOST_ROLLED_UP_AT_ONCE + " for update",
                    UsageLine::stored,
                    beforeDay);
            for (var hour : hours) {
                var key = hour.key();
                // whoever rolls up at the same time has taken this row already, or waits for us
                if (delete(connection, key) > 0) {
                    var day = new UsageKey(key.day(), -1, key.owner(), key.user(), key.team(), key.model());
                    add(connection, day, hour.sum());
                }
            }
            return hours.size();
        });
    }

    private static int delete(Connection connection, UsageKey key) throws SQLException {
        return Database.update(
                connection,
                "delete from usage_sum where on_day = ? and hour_no = ? and owner = ? and user_id = ? and team = ?"
                        + " and model = ?",
                key.day(),
                key.hour(),
                key.owner(),
                key.user(),
                key.team(),
                key.model());
    }
}
