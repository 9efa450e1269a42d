package steward.platform.database;

import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.FullDisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DiskReserveTest {
    private final AtomicLong free = new AtomicLong(1_000);
    private final AtomicLong nanos = new AtomicLong();
    private final DiskReserve reserve = new DiskReserve(free::get, 100, nanos::get);

    @Test
    void itIsUsedUpWhereLessIsFreeAndLookedAtFourTimesASecond() {
        assertThat(reserve.usedUp()).isFalse();
        free.set(99);
        assertThat(reserve.usedUp()).isFalse();
        nanos.addAndGet(250_000_001);
        assertThat(reserve.usedUp()).isTrue();
        free.set(100);
        nanos.addAndGet(250_000_001);
        assertThat(reserve.usedUp()).isFalse();
    }

    @Test
    void afterAWriteThatFailedNobodyTriesForFiveSeconds() {
        reserve.ranFull();
        assertThat(reserve.usedUp()).isTrue();
        nanos.addAndGet(4_999_999_999L);
        assertThat(reserve.usedUp()).isTrue();
        nanos.addAndGet(2);
        assertThat(reserve.usedUp()).isFalse();
    }

    @Test
    void whileItIsUsedUpTheEmbeddedDatabaseIsReadButNotWritten() throws SQLException {
        var h2 = StewardDataSource.h2(new DatabaseUrl("jdbc:h2:mem:" + UUID.randomUUID(), "sa", ""));
        try (var connection = new EmbeddedConnections(h2, reserve).next();
                var statement = connection.createStatement()) {
            statement.execute("create table line (id int)");
            free.set(1);
            nanos.addAndGet(250_000_001);
            assertThatThrownBy(() -> connection.prepareStatement("insert into line values (1)"))
                    .isInstanceOf(SQLException.class)
                    .matches(FullDisk::isCauseOf);
            connection.prepareStatement("select * from line").close();
            free.set(1_000);
            nanos.addAndGet(250_000_001);
            connection.prepareStatement("insert into line values (1)").close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into task values (1)",
                "\n  UPDATE instance set state = ?",
                "delete from line",
                "MERGE INTO line key (id) values (1)",
                "select * from task for update skip locked"
            })
    void whatWritesIsKnown(String sql) {
        assertThat(CarefulConnection.writes(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select updated_at from line", "with t as (select 1) select * from t", ""})
    void whatReadsIsKnown(String sql) {
        assertThat(CarefulConnection.writes(sql)).isFalse();
    }
}
