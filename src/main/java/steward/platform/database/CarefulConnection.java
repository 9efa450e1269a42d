package steward.platform.database;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import steward.platform.problem.FullDisk;

/**
 * A connection to the embedded database that prepares no statement which writes while the reserve of the disk is used up,
 * and that knows when its store is closed.
 */
final class CarefulConnection extends PassingConnection {
    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "merge");

    private final DiskReserve reserve;

    private CarefulConnection(Connection connection, DiskReserve reserve) {
        super(connection);
        this.reserve = reserve;
    }

    static Connection of(Connection connection, DiskReserve reserve) {
        return new CarefulConnection(connection, reserve).asConnection();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement" -> refuseWhereFull((String) arguments[0]);
            case "isValid" -> {
                if (EmbeddedConnections.isBroken(connection())) {
                    return false;
                }
            }
            default -> {
                // as it is
            }
        }
        try {
            return super.invoke(proxy, method, arguments);
        } catch (SQLException | RuntimeException failure) {
            if (FullDisk.isCauseOf(failure)) {
                // each further try would close the store again
                reserve.ranFull();
            }
            throw failure;
        }
    }

    private void refuseWhereFull(String sql) throws SQLException {
        if (reserve.usedUp() && writes(sql)) {
            throw new SQLException("less than DISK_RESERVE_MB is free on the disk of DATA_DIR", FullDisk.SQL_STATE);
        }
    }

    static boolean writes(String sql) {
        var words = sql.stripLeading().toLowerCase(Locale.ROOT);
        var end = 0;
        while (end < words.length() && Character.isLetter(words.charAt(end))) {
            end++;
        }
        // whoever locks rows writes that he has
        return WRITING.contains(words.substring(0, end)) || words.contains("for update");
    }
}
