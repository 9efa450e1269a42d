package steward.platform.database;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Nobody waits in vain for a server that another is finding to be away. */
@Timeout(30)
class OutageTest {
    private static final String AWAY = "08001";

    private final Outage outage = new Outage();
    private final AtomicInteger tries = new AtomicInteger();

    private Connection refused() throws SQLException {
        tries.incrementAndGet();
        throw new SQLException("away", AWAY);
    }

    private static Connection made() {
        return (Connection) Proxy.newProxyInstance(
                OutageTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, given) -> true);
    }

    @Test
    void whileOneFindsOutAllOthersFailAtOnceAndOnceItIsThereEverybodyConnects() throws Exception {
        assertThatThrownBy(() -> outage.connection(this::refused)).hasMessage("away");
        var finding = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var one = CompletableFuture.supplyAsync(() -> connected(() -> {
            finding.countDown();
            await(answer);
            return made();
        }));
        await(finding);

        assertThatThrownBy(() -> outage.connection(this::refused))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        told -> assertThat(told.getSQLState()).isEqualTo(AWAY));
        assertThat(tries).hasValue(1);

        answer.countDown();
        assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(outage.connection(OutageTest::made)).isNotNull();
    }

    @Test
    void afterEachFailureTheNextOneTriesAgain() {
        for (var round = 1; round <= 3; round++) {
            assertThatThrownBy(() -> outage.connection(this::refused)).isInstanceOf(SQLException.class);
            assertThat(tries).hasValue(round);
        }
    }

    @Test
    void aServerThatSaysNoIsThere() throws Exception {
        assertThatThrownBy(() -> outage.connection(() -> {
                    throw new SQLException("too many", "53300");
                }))
                .hasMessage("too many");
        // two at once, as the other one does not count as finding out
        assertThat(outage.connection(() -> outage.connection(OutageTest::made))).isNotNull();
    }

    @Test
    void whetherAConnectionLeadsAnywhereIsFoundOutWithinTwoSeconds() throws Exception {
        var asked = new AtomicInteger(-1);
        var connection = PromptConnection.of((Connection) Proxy.newProxyInstance(
                OutageTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, given) -> {
                    if (!method.getName().equals("isValid")) {
                        throw new SQLException("broken", "08006");
                    }
                    asked.set((int) given[0]);
                    return true;
                }));

        assertThat(connection.isValid(0)).isTrue();
        assertThat(asked).hasValue(2);
        assertThat(connection.isValid(1)).isTrue();
        assertThat(asked).hasValue(1);
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class).hasMessage("broken");
    }

    private boolean connected(Outage.Connect server) {
        try {
            return outage.connection(server) != null;
        } catch (SQLException failed) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
