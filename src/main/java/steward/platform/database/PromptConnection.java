package steward.platform.database;

import java.lang.reflect.Method;
import java.sql.Connection;

/**
 * A connection that knows within two seconds whether it still leads anywhere. The container's pool asks without a limit
 * before it lends one.
 */
final class PromptConnection extends PassingConnection {
    private static final int ANSWER_SECONDS = 2;

    private PromptConnection(Connection connection) {
        super(connection);
    }

    static Connection of(Connection connection) {
        return new PromptConnection(connection).asConnection();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("isValid") && (int) arguments[0] == 0) {
            return connection().isValid(ANSWER_SECONDS);
        }
        return super.invoke(proxy, method, arguments);
    }
}
