package steward.knowledge;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** JDBC on the connection of the running transaction, beside JPA. Stateless. */
final class Sql {
    private Sql() {}

    /** Statements that belong together. */
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    /** Reads one row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static void run(EntityManager entities, Work work) {
        entities.flush();
        try {
            work.on(entities.unwrap(Connection.class));
        } catch (SQLException failure) {
            throw new PersistenceException(failure);
        }
    }

    static int update(EntityManager entities, String sql, Object... values) {
        var changed = new int[1];
        run(entities, connection -> {
            try (var update = connection.prepareStatement(sql)) {
                set(update, values);
                changed[0] = update.executeUpdate();
            }
        });
        return changed[0];
    }

    static <T> List<T> list(EntityManager entities, String sql, Row<T> read, Object... values) {
        var found = new ArrayList<T>();
        run(entities, connection -> {
            try (var select = connection.prepareStatement(sql)) {
                set(select, values);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(read.of(rows));
                    }
                }
            }
        });
        return found;
    }

    static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int at = 0; at < values.length; at++) {
            var value = values[at];
            statement.setObject(at + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }
}
