package steward.platform.instance;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import steward.platform.json.Json;

/** The rows of all instances. Times are those of the database, so that clocks that differ do not matter. */
final class InstanceRows {
    private final DataSource database;
    private final InstanceConfig self;

    InstanceRows(DataSource database, InstanceConfig self) {
        this.database = database;
        this.self = self;
    }

    /** Says that this instance lives; adds its row when it has none. */
    void beat(String state, Instant startedAt, String numbers) throws SQLException {
        try (var connection = database.getConnection()) {
            if (updated(connection, state, startedAt, numbers) == 0) {
                insert(connection, state, startedAt, numbers);
            }
        }
    }

    private int updated(Connection connection, String state, Instant startedAt, String numbers) throws SQLException {
        try (var update = connection.prepareStatement("""
                update instance set run_id = ?, started_at = ?, seen_at = current_timestamp, version = ?,
                  fingerprint = ?, role = ?, state = ?, numbers = ? where server_id = ?""")) {
            set(update, state, startedAt, numbers);
            return update.executeUpdate();
        }
    }

    private void insert(Connection connection, String state, Instant startedAt, String numbers) throws SQLException {
        try (var insert = connection.prepareStatement("""
                insert into instance
                  (run_id, started_at, seen_at, version, fingerprint, role, state, numbers, server_id)
                values (?, ?, current_timestamp, ?, ?, ?, ?, ?, ?)""")) {
            set(insert, state, startedAt, numbers);
            insert.executeUpdate();
        }
    }

    private void set(PreparedStatement statement, String state, Instant startedAt, String numbers) throws SQLException {
        statement.setString(1, self.runId());
        statement.setObject(2, OffsetDateTime.ofInstant(startedAt, ZoneOffset.UTC));
        statement.setString(3, self.version());
        statement.setString(4, self.fingerprint());
        statement.setString(5, self.role());
        statement.setString(6, state);
        statement.setString(7, numbers);
        statement.setString(8, self.serverId());
    }

    /** All rows by name; one that was silent for {@code patience} is lost. */
    List<InstanceInfo> all(Duration patience) throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("""
                        select server_id, run_id, state, role, version, fingerprint, started_at, seen_at, numbers,
                          current_timestamp from instance order by server_id""");
                var rows = select.executeQuery()) {
            var all = new ArrayList<InstanceInfo>();
            while (rows.next()) {
                all.add(info(rows, patience));
            }
            return all;
        }
    }

    private InstanceInfo info(ResultSet row, Duration patience) throws SQLException {
        var seenAt = instant(row, 8);
        var silent = Duration.between(seenAt, instant(row, 10));
        var state = row.getString(3);
        var lost = !state.equals(Instances.STOPPED) && silent.compareTo(patience) > 0;
        return new InstanceInfo(
                row.getString(1),
                row.getString(2),
                lost ? Instances.LOST : state,
                row.getString(4),
                row.getString(5),
                row.getString(6),
                instant(row, 7),
                seenAt,
                row.getString(1).equals(self.serverId()) && row.getString(2).equals(self.runId()),
                row.getString(6).equals(self.fingerprint()),
                Json.tree(row.getString(9).getBytes(StandardCharsets.UTF_8)));
    }

    /** Forgets who has not been heard of for so long. */
    void forget(Instant before) throws SQLException {
        try (var connection = database.getConnection();
                var delete = connection.prepareStatement("delete from instance where seen_at < ?")) {
            delete.setObject(1, OffsetDateTime.ofInstant(before, ZoneOffset.UTC));
            delete.executeUpdate();
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
