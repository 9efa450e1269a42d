package steward.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import steward.platform.config.Bilingual;
import steward.platform.config.ConfigurationCheck;
import steward.platform.config.ConfigurationProblem;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** Lists every setting with its value and where that came from; secrets are masked. */
final class ConfigCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;

    ConfigCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public String usage() {
        return "config [--changed] [--check]";
    }

    @Override
    public Bilingual help() {
        return new Bilingual(
                "每个设置的值和来源；--changed 只列改过的；--check 只检查",
                "every setting with its value and source; --changed only those set; --check only what is wrong");
    }

    @Override
    public int run(List<String> arguments) {
        var listed = new ArrayList<>(List.of(Setting.values()));
        if (arguments.contains("--changed")) {
            listed.removeIf(setting -> !settings.source(setting).isSet());
        }
        if (terminal.json()) {
            terminal.json(document(arguments.contains("--check") ? List.of() : listed));
        } else {
            if (!arguments.contains("--check")) {
                list(listed);
            }
            problems(arguments.contains("--check"));
        }
        return settings.usable() ? Steward.OK : ConfigurationCheck.EXIT_CODE;
    }

    private void list(List<Setting> listed) {
        for (var group : Setting.Group.values()) {
            var members =
                    listed.stream().filter(setting -> setting.group() == group).toList();
            if (!members.isEmpty()) {
                list(group, members);
            }
        }
        if (listed.isEmpty()) {
            terminal.line(new Bilingual("没有设置任何值", "Nothing is set"));
        }
    }

    private void list(Setting.Group group, List<Setting> members) {
        var table = terminal.table();
        members.forEach(setting -> table.row(
                "  " + setting.name(), shown(setting), settings.source(setting).describe(terminal.locale())));
        terminal.line(group.title());
        terminal.print(table);
        terminal.line("");
    }

    private String shown(Setting setting) {
        var value = settings.shown(setting);
        return value.isEmpty() ? "–" : value;
    }

    private void problems(boolean evenIfNone) {
        var check = new ConfigurationCheck(settings);
        if (evenIfNone || !check.clean()) {
            terminal.line(check.summary(terminal.locale()) + (check.passed() ? "" : terminal.in(nothingStarted())));
            if (!check.clean()) {
                terminal.line(check.table(terminal.locale()).stripTrailing());
            }
        }
    }

    static Bilingual nothingStarted() {
        return new Bilingual("（未启动任何东西；退出码 78）", " (nothing was started; exit code 78)");
    }

    private Map<String, Object> document(List<Setting> listed) {
        var values = new LinkedHashMap<String, Object>();
        listed.forEach(setting -> values.put(
                setting.name(),
                Map.of(
                        "value", settings.shown(setting),
                        "source", settings.source(setting).describe(terminal.locale()))));
        var document = new LinkedHashMap<String, Object>();
        document.put("profile", settings.profile().label());
        document.put("settings", values);
        document.put("problems", settings.problems().stream().map(this::problem).toList());
        return document;
    }

    private Map<String, Object> problem(ConfigurationProblem problem) {
        var document = new LinkedHashMap<String, Object>();
        document.put("severity", problem.isError() ? "error" : "warning");
        document.put("name", problem.name());
        document.put("value", problem.value().orElse(null));
        document.put(
                "source",
                problem.source()
                        .map(source -> source.describe(terminal.locale()))
                        .orElse(null));
        document.put("rule", terminal.in(problem.rule()));
        document.put("fix", terminal.in(problem.fix()));
        return document;
    }
}
