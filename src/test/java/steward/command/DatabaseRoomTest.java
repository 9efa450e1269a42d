package steward.command;

import java.util.Map;
import org.junit.jupiter.api.Test;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseRoomTest {
    private final DatabaseRoom room =
            new DatabaseRoom(Settings.of(Map.of("DB_POOL_SIZE", "40", "DB_MAX_OVERFLOW", "60")));

    @Test
    void instancesThatFitAreWell() {
        var finding = room.finding(new DatabaseRoom.Room(206, 3, 2));
        assertThat(finding.level()).isEqualTo(Finding.Level.OK);
        assertThat(finding.found().en()).isEqualTo("2 instances × 101 = 202, PostgreSQL gives 203");
    }

    @Test
    void oneInstanceTooManyIsToldWithTheNumberThatWouldDo() {
        var finding = room.finding(new DatabaseRoom.Room(200, 3, 3));
        assertThat(finding.isProblem()).isTrue();
        assertThat(finding.fix().en()).startsWith("max_connections=306");
        assertThat(finding.found().zh()).contains("3 个实例");
    }
}
