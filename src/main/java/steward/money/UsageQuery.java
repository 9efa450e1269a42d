package steward.money;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Which usage is wanted, and added up by what.
 *
 * @param from the first day
 * @param to the last day
 * @param owner of one caller only; empty for everybody's
 * @param groupBy in this order; empty for one sum of all
 */
record UsageQuery(LocalDate from, LocalDate to, Optional<String> owner, List<By> groupBy) {
    private static final int MOST_DAYS = 1_100;

    UsageQuery {
        if (to.isBefore(from) || from.plusDays(MOST_DAYS).isBefore(to)) {
            throw new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("to", "range", Map.of("min", from, "max", from.plusDays(MOST_DAYS)));
        }
    }

    /** What can be asked for by name. */
    enum By {
        KEY("owner"),
        USER("user_id"),
        TEAM("team"),
        MODEL("model"),
        MONTH("on_month"),
        DAY("on_day"),
        HOUR("on_day, hour_no");

        private final String columns;

        By(String columns) {
            this.columns = columns;
        }

        static By of(String name) {
            try {
                return valueOf(name.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw new ProblemException(ProblemType.INVALID_REQUEST, unknown)
                        .field("group_by", "one_of", Map.of("allowed", "key, user, team, model, hour, day, month"));
            }
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        String value(ResultSet row) throws SQLException {
            return switch (this) {
                case KEY -> row.getString("owner");
                case USER -> row.getString("user_id");
                case TEAM -> row.getString("team");
                case MODEL -> row.getString("model");
                case MONTH -> row.getString("on_month");
                case DAY -> row.getString("on_day");
                case HOUR -> hour(row.getString("on_day"), row.getInt("hour_no"));
            };
        }

        /** Of a day that is rolled up only the day is known. */
        private static String hour(String day, int hour) {
            return hour < 0 ? day : String.format(Locale.ROOT, "%sT%02d:00", day, hour);
        }
    }

    static List<By> groups(String list) {
        return list == null || list.isBlank()
                ? List.of()
                : Arrays.stream(list.split(",")).map(By::of).distinct().toList();
    }

    /** For select, group by and order by alike; our own words only. */
    String columns() {
        return groupBy.stream().map(by -> by.columns).distinct().collect(Collectors.joining(", "));
    }

    String condition() {
        return "on_day >= ? and on_day <= ?" + (owner.isPresent() ? " and owner = ?" : "");
    }

    Object[] values() {
        var values = new ArrayList<Object>(List.of(from.toString(), to.toString()));
        owner.ifPresent(values::add);
        return values.toArray();
    }
}
