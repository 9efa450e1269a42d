package steward.platform.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.deploy.SmallDisk;
import steward.platform.problem.FullDisk;

import static org.assertj.core.api.Assertions.assertThat;

/** H2 on a disk of a few megabytes that is filled. */
class EmbeddedOnFullDiskIT {
    private static final String TEXT = "x".repeat(50_000);

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final DiskReserve reserve = new DiskReserve(() -> Long.MAX_VALUE, 0, nanos::get);

    @Test
    void aDatabaseWhoseDiskWasFullIsOpenedAnewWithAllThatWasCommitted() throws SQLException {
        try (var disk = SmallDisk.mount(folder.resolve("disk"), 16)) {
            var connections = connections(disk);
            var broken = connections.next();
            update(broken, "create table line (id int primary key, text varchar)");
            insert(broken, 0);
            disk.fill();
            var committed = insertUntilItFails(broken);
            assertThat(broken.isValid(1)).isFalse();
            assertThat(reserve.usedUp()).isTrue();

            try (var reading = connections.next()) {
                assertThat(reading.isValid(1)).isTrue();
                assertThat(count(reading)).isBetween(committed, committed + 1);
            }
            disk.free();
            nanos.addAndGet(Duration.ofSeconds(6).toNanos());
            try (var writing = connections.next()) {
                insert(writing, 1_000_000);
                assertThat(count(writing)).isBetween(committed + 1, committed + 2);
                update(writing, "shutdown");
            }
            try (var afterwards = connections(disk).next()) {
                assertThat(count(afterwards)).isBetween(committed + 1, committed + 2);
                update(afterwards, "shutdown");
            }
        }
    }

    private EmbeddedConnections connections(SmallDisk disk) throws SQLException {
        var h2 = StewardDataSource.h2(DatabaseUrl.of("", "", disk.folder()));
        return new EmbeddedConnections(h2, reserve);
    }

    /** How many rows there are for sure. */
    private static int insertUntilItFails(Connection connection) {
        var committed = 1;
        try {
            connection.setAutoCommit(false);
            while (true) {
                insert(connection, committed);
                connection.commit();
                committed++;
            }
        } catch (SQLException full) {
            assertThat(FullDisk.isCauseOf(full)).as(full.toString()).isTrue();
        }
        return committed;
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (var insert = connection.prepareStatement("insert into line (id, text) values (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, TEXT);
            insert.executeUpdate();
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select count(text) from line where length(text) = 50000");
                var rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
