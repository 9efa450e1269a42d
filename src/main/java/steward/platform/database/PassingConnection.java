package steward.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** A connection that passes everything on as it is, but for what a subclass looks at. */
abstract class PassingConnection implements InvocationHandler {
    private final Connection connection;

    PassingConnection(Connection connection) {
        this.connection = connection;
    }

    /** What callers use. */
    final Connection asConnection() {
        return (Connection) Proxy.newProxyInstance(
                PassingConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /** The one that everything is passed on to. */
    final Connection connection() {
        return connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
