package steward.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import steward.platform.problem.FullDisk;

/**
 * A connection to the embedded database that prepares no statement which writes while the reserve of the disk is used up,
 * and that knows when its store is closed. Everything else goes through as it is.
 */
final class CarefulConnection implements InvocationHandler {
    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "merge");

    private final Connection connection;
    private final DiskReserve reserve;

    private CarefulConnection(Connection connection, DiskReserve reserve) {
        this.connection = connection;
        this.reserve = reserve;
    }

    static Connection of(Connection connection, DiskReserve reserve) {
        return (Connection) Proxy.newProxyInstance(
                CarefulConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new CarefulConnection(connection, reserve));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement" -> refuseWhereFull((String) arguments[0]);
            case "isValid" -> {
                if (EmbeddedConnections.isBroken(connection)) {
                    return false;
                }
            }
            default -> {
                // as it is
            }
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException thrown) {
            if (FullDisk.isCauseOf(thrown.getCause())) {
                // each further try would close the store again
                reserve.ranFull();
            }
            throw thrown.getCause();
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
