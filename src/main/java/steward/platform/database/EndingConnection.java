package steward.platform.database;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that tells once that it is over, however often it is closed. */
final class EndingConnection extends PassingConnection {
    private final Runnable whenOver;
    private final AtomicBoolean over = new AtomicBoolean();

    private EndingConnection(Connection connection, Runnable whenOver) {
        super(connection);
        this.whenOver = whenOver;
    }

    static Connection of(Connection connection, Runnable whenOver) {
        return new EndingConnection(connection, whenOver).asConnection();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            return super.invoke(proxy, method, arguments);
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
