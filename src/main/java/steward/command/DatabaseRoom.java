package steward.command;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;
import steward.platform.database.StewardDataSource;

/** Whether PostgreSQL has room for the connections of all instances, and whom migrations run as. */
final class DatabaseRoom {
    private static final Bilingual NAME = new Bilingual("数据库连接", "database connections");
    /** Of each instance beside its pool: the one that listens for signals. */
    private static final int BESIDE_THE_POOL = 1;

    private final Settings settings;

    /**
     * What was asked of the database.
     *
     * @param reserved connections that only administrators get
     * @param instances that live
     */
    record Room(int maxConnections, int reserved, int instances) {}

    DatabaseRoom(Settings settings) {
        this.settings = settings;
    }

    List<Finding> findings() {
        var url = DatabaseUrl.of(settings);
        if (url.isH2()) {
            return List.of(Finding.ok(NAME, new Bilingual("内嵌数据库，不受限", "embedded database, none needed")));
        }
        try (var connection = StewardDataSource.to(url).getConnection()) {
            return List.of(finding(room(connection)));
        } catch (SQLException away) {
            return List.of(Finding.problem(
                    NAME,
                    new Bilingual("数据库没有应答", "the database does not answer"),
                    new Bilingual("检查 DATABASE_URL 和数据库", "check DATABASE_URL and the database")));
        }
    }

    Finding finding(Room room) {
        var each = settings.integer(Setting.DB_POOL_SIZE) + settings.integer(Setting.DB_MAX_OVERFLOW) + BESIDE_THE_POOL;
        var needed = room.instances() * each;
        var there = room.maxConnections() - room.reserved();
        var found = new Bilingual(
                room.instances() + " 个实例 × " + each + " = " + needed + "，PostgreSQL 可给 " + there,
                room.instances() + " instances × " + each + " = " + needed + ", PostgreSQL gives " + there);
        if (needed <= there) {
            return Finding.ok(NAME, found);
        }
        return Finding.problem(
                NAME,
                found,
                new Bilingual(
                        "max_connections=" + (needed + room.reserved()) + "，或减小 DB_POOL_SIZE、DB_MAX_OVERFLOW",
                        "max_connections=" + (needed + room.reserved())
                                + ", or lower DB_POOL_SIZE or DB_MAX_OVERFLOW"));
    }

    private static Room room(Connection connection) throws SQLException {
        return new Room(
                number(connection, "select setting::int from pg_settings where name = 'max_connections'"),
                number(
                        connection,
                        "select setting::int from pg_settings where name = 'superuser_reserved_connections'"),
                Math.max(1, instances(connection)));
    }

    private static int instances(Connection connection) {
        try {
            return number(
                    connection,
                    "select count(*)::int from instance where state <> 'stopped'"
                            + " and seen_at > current_timestamp - interval '10 seconds'");
        } catch (SQLException noTablesYet) {
            return 1;
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
