package steward.command;

import java.util.List;
import steward.platform.config.Bilingual;
import steward.platform.config.Settings;
import steward.platform.database.Migrations;

/** Brings the tables up to date before any instance of a new version starts; an instance would do it at its start too. */
final class MigrateCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;

    MigrateCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "migrate";
    }

    @Override
    public Bilingual help() {
        return new Bilingual("升级数据表（启动时也会自动进行）", "bring the tables up to date (a start does it too)");
    }

    @Override
    public int run(List<String> arguments) {
        try {
            var applied = Migrations.migrated(settings);
            terminal.line(new Bilingual("✓ 升级了 " + applied + " 步", "✓ " + applied + " migrations applied"));
            return Steward.OK;
        } catch (RuntimeException failed) {
            var cause = String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
            terminal.error(new Bilingual("数据表没有升级：" + cause, "The tables were not migrated: " + cause));
            return Steward.PROBLEM;
        }
    }
}
