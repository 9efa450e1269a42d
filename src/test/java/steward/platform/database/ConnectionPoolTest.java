package steward.platform.database;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConnectionPoolTest {
    private static final int MAX = 2;

    private final AtomicLong nanos = new AtomicLong();
    private final ConnectionPool pool = new ConnectionPool(MAX, nanos::get);
    private final DataSource h2 = StewardDataSource.h2(new DatabaseUrl("jdbc:h2:mem:" + UUID.randomUUID(), "sa", ""));
    private final DataSource counted = new CountedDataSource(h2, pool);

    @Test
    void aConnectionIsInUseUntilItIsGivenBack() throws SQLException {
        try (var first = counted.getConnection();
                var second = counted.getConnection()) {
            assertThat(first.isValid(1)).isTrue();
            assertThat(second.isValid(1)).isTrue();
            assertThat(pool.stats().inUse()).isEqualTo(2);
        }

        assertThat(pool.stats().inUse()).isZero();
        assertThat(pool.stats().borrowed()).isEqualTo(2);
        assertThat(pool.stats().waited()).isZero();
    }

    @Test
    void whatIsClosedTwiceOrAbortedFirstIsGivenBackOnce() throws SQLException {
        var twice = counted.getConnection();
        twice.close();
        twice.close();
        try (var aborted = counted.getConnection()) {
            aborted.abort(Runnable::run);
        }

        assertThat(pool.stats().inUse()).isZero();
    }

    @Test
    void whatFailsOnTheConnectionFailsAsIfNobodyCounted() throws SQLException {
        try (var connection = counted.getConnection()) {
            assertThatThrownBy(() -> connection.prepareStatement("select nonsense"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("NONSENSE");
        }
        assertThat(pool.stats().inUse()).isZero();
    }

    @Test
    void whoAsksWhileAllAreInUseIsCountedAndTheTimeTheyWaited() throws SQLException {
        try (var first = counted.getConnection();
                var second = counted.getConnection();
                var third = borrowAfter(300_000_000)) {
            assertThat(first).isNotNull();
            assertThat(second).isNotNull();
            assertThat(third).isNotNull();
            assertThat(pool.stats().waited()).isEqualTo(1);
        }

        assertThat(pool.askedSeconds()).isEqualTo(0.3);
        assertThat(pool.askedFor(ConnectionPool.bounds().length)).isEqualTo(3);
        assertThat(pool.askedFor(0)).as("two at once").isEqualTo(2);
    }

    private Connection borrowAfter(long wait) throws SQLException {
        return pool.borrow(asPool(() -> {
            assertThat(pool.stats().waiting()).isEqualTo(1);
            nanos.addAndGet(wait);
            return h2.getConnection();
        }));
    }

    @Test
    void whoGetsNoneIsRefusedWhereAllAreInUseAndElseTheDatabaseHasFailed() throws SQLException {
        var empty = new CountedDataSource(
                asPool(() -> {
                    throw new SQLException("no connection");
                }),
                pool);
        assertThatThrownBy(empty::getConnection).hasMessage("no connection");
        assertThat(pool.stats().failed()).isEqualTo(1);
        try (var first = counted.getConnection();
                var second = counted.getConnection()) {
            assertThat(first).isNotEqualTo(second);
            assertThatThrownBy(empty::getConnection).hasMessage("no connection");
        }

        assertThat(pool.stats().refused()).isEqualTo(1);
        assertThat(pool.stats().failed()).isEqualTo(1);
        assertThat(pool.stats().waiting()).isZero();
        assertThat(pool.stats().inUse()).isZero();
    }

    @Test
    void whatThePoolHasMadeIsOpenUntilItIsClosed() throws SQLException {
        var made = pool.made(h2.getConnection());
        assertThat(pool.stats().open()).isEqualTo(1);
        assertThat(pool.stats().inUse()).as("idle").isZero();
        made.close();

        assertThat(pool.stats().open()).isZero();
    }

    private interface Lender {
        Connection lend() throws SQLException;
    }

    /** A pool of which only the lending matters. */
    private static DataSource asPool(Lender lender) {
        return (DataSource) Proxy.newProxyInstance(
                ConnectionPoolTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> lender.lend());
    }
}
