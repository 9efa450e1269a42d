package steward.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import steward.platform.config.Bilingual;
import steward.platform.config.Settings;

/**
 * The operator's command line, {@code ./steward}. Exit codes: 0 all is well, 1 there is a problem, 2 it cannot be told
 * (or the command was not understood), 78 the configuration prevents a start.
 */
public final class Steward {
    static final int OK = 0;
    static final int PROBLEM = 1;
    static final int CANNOT_TELL = 2;

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Terminal terminal;

    Steward(Settings settings, Terminal terminal) {
        this.terminal = terminal;
        add(new StatusCommand(settings, terminal));
        add(new DoctorCommand(settings, terminal));
        add(new ConfigCommand(settings, terminal));
        add(new LogsCommand(settings, terminal));
        add(new KeygenCommand(terminal, "keygen", ""));
        add(new KeygenCommand(terminal, "secret", "SECRET_KEY="));
        add(new ModelCommand(settings, terminal));
        add(new AdminCommand(settings, terminal));
        add(new MigrateCommand(settings, terminal));
        add(new PlanCommand(settings, terminal));
        add(new DatabaseCommand(settings));
        add(new DumpCommand(settings, terminal));
        add(new MoveCommand(settings, terminal));
        add(new WelcomeCommand(settings, terminal));
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        var settings = Settings.current();
        var words = Arrays.asList(arguments);
        System.exit(new Steward(settings, Terminal.ofThisProcess(settings, words)).run(words));
    }

    int run(List<String> arguments) {
        var words = Terminal.withoutGlobalOptions(arguments);
        var name = words.isEmpty() ? "help" : words.get(0);
        if (List.of("help", "--help", "-h").contains(name)) {
            return help();
        }
        var command = commands.get(name);
        if (command == null) {
            terminal.error(new Bilingual(
                    "没有命令 " + name + "，见 ./steward help", "There is no command " + name + ": see ./steward help"));
            return CANNOT_TELL;
        }
        return command.run(words.subList(1, words.size()));
    }

    private int help() {
        terminal.line(new Bilingual(
                "用法：./steward 命令 [--json] [--lang zh|en]", "Usage: ./steward COMMAND [--json] [--lang zh|en]"));
        terminal.line("");
        var table = terminal.table();
        commands.forEach((name, command) -> {
            if (!command.help().en().isEmpty()) {
                table.row("  " + command.usage(), terminal.in(command.help()));
            }
        });
        terminal.print(table);
        terminal.line("");
        terminal.line(new Bilingual(
                "退出码：0 正常，1 有问题，2 无法判断，78 配置有误",
                "Exit codes: 0 well, 1 a problem, 2 cannot tell, 78 wrong configuration"));
        return OK;
    }

    private void add(Command command) {
        commands.put(command.name(), command);
    }
}
