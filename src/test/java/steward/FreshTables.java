package steward;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.StringJoiner;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.RunScript;
import steward.platform.database.Migrations;

/** Databases in memory with the real tables, empty. Only the first is migrated, the others repeat what came of it. */
public final class FreshTables {
    private static final String H2 =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
    private static String script;

    private FreshTables() {}

    public static synchronized JdbcConnectionPool open() {
        var target = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + H2, "sa", "");
        try (var connection = target.getConnection()) {
            if (script == null) {
                Migrations.migrated(target);
                script = script(connection);
            } else {
                RunScript.execute(connection, new StringReader(script));
            }
            return target;
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String script(Connection connection) throws SQLException {
        var lines = new StringJoiner("\n");
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("script nopasswords nosettings")) {
            while (row.next()) {
                var line = row.getString(1);
                // whoever runs it is that user already
                if (!line.startsWith("CREATE USER")) {
                    lines.add(line);
                }
            }
        }
        return lines.toString();
    }
}
