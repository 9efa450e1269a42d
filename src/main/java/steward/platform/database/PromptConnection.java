package steward.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/**
 * A connection that knows within two seconds whether it still leads anywhere. The container's pool asks without a limit
 * before it lends one. Everything else goes through as it is.
 */
final class PromptConnection implements InvocationHandler {
    private static final int ANSWER_SECONDS = 2;

    private final Connection connection;

    private PromptConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                PromptConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new PromptConnection(connection));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("isValid") && (int) arguments[0] == 0) {
            return connection.isValid(ANSWER_SECONDS);
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
