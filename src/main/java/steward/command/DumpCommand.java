package steward.command;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import steward.platform.config.Bilingual;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;
import steward.platform.database.EmbeddedBackup;
import steward.platform.database.StewardDataSource;

/** Copies the embedded database into a ZIP while no instance has it open; scripts/backup.sh asks for it. */
final class DumpCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;

    DumpCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "dump";
    }

    @Override
    public Bilingual help() {
        return Bilingual.same("");
    }

    @Override
    public int run(List<String> arguments) {
        try (var connection =
                StewardDataSource.to(DatabaseUrl.of(settings).patient()).getConnection()) {
            EmbeddedBackup.write(connection, Path.of(arguments.get(0)));
            return Steward.OK;
        } catch (SQLException failed) {
            terminal.error(
                    new Bilingual("内嵌数据库打不开：" + failed.getMessage(), "The embedded database: " + failed.getMessage()));
            return Steward.PROBLEM;
        }
    }
}
