package steward.platform.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.HurriedTimer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LogLevelsTest {
    private final FakeTime time = new FakeTime();
    private final HurriedTimer hurried = new HurriedTimer(1, 60_000);
    private final HurriedTimer usual = new HurriedTimer(1, 1);
    private final List<PythonLevel> told = new ArrayList<>();

    @AfterEach
    void stop() {
        hurried.shutdownNow();
        usual.shutdownNow();
    }

    @Test
    void aStartBeginsWithTheSetting() {
        var state = levels(usual).state();
        assertThat(state).isEqualTo(new LogLevels.State("WARNING", "WARNING", null));
    }

    @Test
    void anotherLevelIsInForceUntilItIsTakenBack() {
        var levels = levels(usual);
        var until = time.instant().plus(Duration.ofMinutes(30));
        levels.change("DEBUG", until);
        assertThat(levels.state()).isEqualTo(new LogLevels.State("DEBUG", "WARNING", until));
        levels.reset();
        assertThat(levels.state().level()).isEqualTo("WARNING");
        assertThat(told).containsExactly(PythonLevel.DEBUG, PythonLevel.WARNING);
    }

    @Test
    void afterItsTimeTheSettingReturnsByItself() {
        var levels = levels(hurried);
        levels.change("DEBUG", time.instant().plus(Duration.ofMinutes(30)));
        await().until(() -> levels.state().until() == null);
        assertThat(levels.state().level()).isEqualTo("WARNING");
    }

    @Test
    void aChangeThatIsHeardTooLateIsNone() {
        var levels = levels(usual);
        levels.change("DEBUG", time.instant());
        assertThat(levels.state().level()).isEqualTo("WARNING");
        assertThat(told).isEmpty();
    }

    @Test
    void everyLevelOfTheSettingHasItsName() {
        var levels = levels(usual);
        for (var name : LogLevels.NAMES) {
            levels.change(name, time.instant().plus(Duration.ofMinutes(1)));
            assertThat(levels.state().level()).isEqualTo(name);
        }
        assertThat(LogLevels.NAMES).containsExactly("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");
    }

    private LogLevels levels(HurriedTimer timer) {
        var levels =
                new LogLevels(new LogConfig(PythonLevel.WARNING, "json", Path.of("logs"), false, "one"), timer, time);
        levels.govern(told::add);
        return levels;
    }
}
