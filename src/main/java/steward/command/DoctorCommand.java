package steward.command;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import steward.platform.config.Bilingual;
import steward.platform.config.ConfigurationProblem;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** Looks at everything that a start and a running instance need, and says for each thing how to mend it. */
final class DoctorCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;
    private final Instance instance;
    private final Listeners listeners = new Listeners();

    DoctorCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
        this.instance = new Instance(settings);
    }

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public Bilingual help() {
        return new Bilingual(
                "检查机器、配置、实例和模型，并说明怎么修", "look at machine, configuration, instance and model, with the remedy for each");
    }

    @Override
    public int run(List<String> arguments) {
        var findings = new ArrayList<>(new Machine(settings, listeners, instance).findings());
        findings.addAll(configuration());
        findings.addAll(server());
        findings.addAll(new DatabaseRoom(settings).findings());
        findings.addAll(new RedisRoom(settings).findings());
        findings.addAll(new ModelServer(settings, Clock.systemUTC()).findings());
        if (terminal.json()) {
            terminal.json(document(findings));
        } else {
            print(findings);
        }
        return exitCode(findings);
    }

    static int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(Finding::isProblem)) {
            return Steward.PROBLEM;
        }
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.UNKNOWN)
                ? Steward.CANNOT_TELL
                : Steward.OK;
    }

    private List<Finding> configuration() {
        var name = new Bilingual("配置", "configuration");
        if (settings.problems().isEmpty()) {
            return List.of(Finding.ok(name, new Bilingual("没有问题", "nothing wrong")));
        }
        return settings.problems().stream()
                .map(problem -> finding(name, problem))
                .toList();
    }

    private static Finding finding(Bilingual name, ConfigurationProblem problem) {
        var value = problem.value().map(text -> " \"" + text + "\" ").orElse(" ");
        var found = new Bilingual(
                problem.name() + value + problem.rule().zh(),
                problem.name() + value + problem.rule().en());
        return problem.isError()
                ? Finding.problem(name, found, problem.fix())
                : Finding.warning(name, found, problem.fix());
    }

    private List<Finding> server() {
        var name = new Bilingual("实例", "instance");
        try {
            var health = instance.get("/health");
            if (health.isEmpty()) {
                return List.of(Finding.ok(name, new Bilingual("没有运行", "is not running")));
            }
            var findings = new ArrayList<Finding>();
            findings.add(readiness(
                    name,
                    instance.get("/health/ready").map(Instance.Answer::status).orElse(0)));
            health.get()
                    .body()
                    .path("checks")
                    .forEach(check -> findings.add(component(
                            check.path("name").asText(), check.path("status").asText())));
            instance.process().ifPresent(process -> findings.add(openPorts(process.pid())));
            return findings;
        } catch (IOException silent) {
            return List.of(Finding.unknown(name, new Bilingual("有人监听，但没有应答", "somebody listens but does not answer")));
        }
    }

    private static Finding readiness(Bilingual name, int status) {
        return status == 200
                ? Finding.ok(name, new Bilingual("就绪", "ready"))
                : Finding.problem(name, new Bilingual("未就绪", "is not ready"), Bilingual.same("./steward logs"));
    }

    private static Finding component(String name, String status) {
        var what = new Bilingual("健康检查 " + name, "health " + name);
        return status.equals("UP")
                ? Finding.ok(what, Bilingual.same(status))
                : Finding.problem(what, Bilingual.same(status), Bilingual.same("./steward logs"));
    }

    private Finding openPorts(long pid) {
        var name = new Bilingual("监听的端口", "open ports");
        var open = listeners.of(pid);
        if (open.isEmpty()) {
            return Finding.unknown(name, new Bilingual("此系统上无法得知", "this system does not say"));
        }
        var all = Bilingual.same(String.join(", ", open));
        return open.stream().allMatch(address -> address.endsWith(":" + settings.text(Setting.PORT)))
                ? Finding.ok(name, all)
                : Finding.warning(
                        name,
                        all,
                        new Bilingual(
                                "只需要 " + settings.text(Setting.PORT) + "；其余用防火墙关上",
                                "only " + settings.text(Setting.PORT) + " is needed: close the others by firewall"));
    }

    private void print(List<Finding> findings) {
        var table = terminal.table();
        findings.forEach(finding -> table.row(
                finding.level().mark(),
                terminal.in(finding.name()),
                terminal.in(finding.found()),
                finding.fix().en().isEmpty() ? "" : "→ " + terminal.in(finding.fix())));
        table.render().lines().forEach(line -> terminal.line(painted(line)));
    }

    private String painted(String line) {
        for (var level : Finding.Level.values()) {
            if (line.startsWith(level.mark())) {
                return terminal.coloured(level.mark(), level.colour())
                        + line.substring(level.mark().length());
            }
        }
        return line;
    }

    private Map<String, Object> document(List<Finding> findings) {
        var document = new LinkedHashMap<String, Object>();
        document.put("ok", findings.stream().noneMatch(Finding::isProblem));
        document.put("findings", findings.stream().map(this::document).toList());
        return document;
    }

    private Map<String, Object> document(Finding finding) {
        var document = new LinkedHashMap<String, Object>();
        document.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        document.put("name", terminal.in(finding.name()));
        document.put("found", terminal.in(finding.found()));
        document.put("fix", finding.fix().en().isEmpty() ? null : terminal.in(finding.fix()));
        return document;
    }
}
