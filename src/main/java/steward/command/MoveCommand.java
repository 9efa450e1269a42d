package steward.command;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.config.Bilingual;
import steward.platform.config.Settings;
import steward.platform.database.MoveRefused;
import steward.platform.database.MoveToPostgres;
import steward.platform.database.MovedTable;

/** Puts an unpacked embedded backup into PostgreSQL; scripts/restore.sh asks for it. */
final class MoveCommand implements Command {
    private static final int SHOWN_OF_A_CHECKSUM = 12;
    // held here: a logger that nobody holds forgets its level
    private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");

    private final Settings settings;
    private final Terminal terminal;

    MoveCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "move";
    }

    @Override
    public Bilingual help() {
        return Bilingual.same("");
    }

    @Override
    public int run(List<String> arguments) {
        MIGRATIONS.setLevel(Level.SEVERE);
        try {
            show(new MoveToPostgres(Path.of(arguments.get(0)), settings).move());
            return Steward.OK;
        } catch (MoveRefused refused) {
            terminal.error(refused.text());
            if (refused.isOutcomeKnown()) {
                terminal.error(new Bilingual("PostgreSQL 里的数据没有改变。", "The rows in PostgreSQL are unchanged."));
                return Steward.PROBLEM;
            }
            return Steward.CANNOT_TELL;
        }
    }

    private void show(List<MovedTable> moved) {
        var table = terminal.table()
                .row(
                        terminal.in(new Bilingual("表", "table")),
                        terminal.in(new Bilingual("行", "rows")),
                        terminal.in(new Bilingual("校验和（两边相同）", "checksum (equal on both sides)")));
        moved.stream()
                .filter(each -> each.rows() > 0)
                .forEach(each -> table.row(
                        each.name(),
                        Long.toString(each.rows()),
                        each.checksum().substring(0, SHOWN_OF_A_CHECKSUM) + "…"));
        terminal.print(table);
        var rows = moved.stream().mapToLong(MovedTable::rows).sum();
        var empty = moved.stream().filter(each -> each.rows() == 0).count();
        terminal.line(new Bilingual(
                "共 " + moved.size() + " 个表，" + rows + " 行；其中 " + empty + " 个表为空。",
                moved.size() + " tables, " + rows + " rows; " + empty + " of the tables are empty."));
    }
}
