package steward.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that tells once that it is over, however often it is closed. Everything goes through as it is. */
final class EndingConnection implements InvocationHandler {
    private final Connection connection;
    private final Runnable whenOver;
    private final AtomicBoolean over = new AtomicBoolean();

    private EndingConnection(Connection connection, Runnable whenOver) {
        this.connection = connection;
        this.whenOver = whenOver;
    }

    static Connection of(Connection connection, Runnable whenOver) {
        return (Connection) Proxy.newProxyInstance(
                EndingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new EndingConnection(connection, whenOver));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        } finally {
            if (ends(method) && over.compareAndSet(false, true)) {
                whenOver.run();
            }
        }
    }

    private static boolean ends(Method method) {
        return method.getName().equals("close") || method.getName().equals("abort");
    }
}
