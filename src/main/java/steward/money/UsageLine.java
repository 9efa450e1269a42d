package steward.money;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of usage: what it was grouped by, and the sums. */
record UsageLine(Map<String, String> group, UsageSum sum) {
    static UsageLine from(ResultSet row, UsageQuery query) throws SQLException {
        var group = new LinkedHashMap<String, String>();
        for (var by : query.groupBy()) {
            group.put(by.label(), by.value(row));
        }
        return new UsageLine(group, sum(row));
    }

    static Stored stored(ResultSet row) throws SQLException {
        var key = new UsageKey(
                row.getString("on_day"),
                row.getInt("hour_no"),
                row.getString("owner"),
                row.getString("user_id"),
                row.getString("team"),
                row.getString("model"));
        return new Stored(key, sum(row));
    }

    private static UsageSum sum(ResultSet row) throws SQLException {
        return new UsageSum(
                row.getLong("requests"),
                row.getLong("cached"),
                row.getLong("failed"),
                row.getLong("prompt_tokens"),
                row.getLong("completion_tokens"),
                row.getLong("cost_micros"));
    }

    record Stored(UsageKey key, UsageSum sum) {}
}
