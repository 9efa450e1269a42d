package steward.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;

/** What scripts/restore.sh asks to put an embedded backup into PostgreSQL; whole moves are in MoveIT. */
class MoveCommandTest {
    /** Nobody listens at port 1. */
    private static final Settings NOBODY_THERE =
            Settings.of(Map.of("DATABASE_URL", "postgresql://backend:canary@127.0.0.1:1/steward"));

    @TempDir
    private Path folder;

    private final Screen screen = new Screen(Locale.ENGLISH);

    @Test
    void aFolderWithoutADatabaseIsRefused() {
        assertThat(screen.run(NOBODY_THERE, "move", folder.toString())).isEqualTo(1);
        assertThat(screen.errors()).contains("no embedded database", "PostgreSQL are unchanged");
    }

    @Test
    void aPostgresqlThatDoesNotAnswerIsSaidWithoutItsPassword() throws IOException {
        Files.writeString(folder.resolve("steward.mv.db"), "");

        assertThat(screen.run(NOBODY_THERE, "move", folder.toString())).isEqualTo(1);
        assertThat(screen.errors())
                .contains("cannot be reached (as backend)", "127.0.0.1:1")
                .doesNotContain("canary");
    }

    @Test
    void chineseReadersAreToldInChinese() {
        var chinese = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(chinese.run(Settings.of(Map.of()), "move", folder.toString()))
                .isEqualTo(1);
        assertThat(chinese.errors()).contains("DATABASE_URL 不是 PostgreSQL", "没有改变");
    }
}
