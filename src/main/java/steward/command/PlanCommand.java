package steward.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import steward.platform.config.Bilingual;
import steward.platform.config.ConfigurationCheck;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.config.WorkerThreads;

/**
 * What the start script asks before it starts anything: whether it may, and with what. The answers are shell assignments
 * in a file of the script's; what people should know is printed.
 */
final class PlanCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;

    PlanCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public Bilingual help() {
        return Bilingual.same("");
    }

    @Override
    public int run(List<String> arguments) {
        var check = new ConfigurationCheck(settings);
        if (!check.clean()) {
            terminal.line(check.summary(terminal.locale())
                    + (check.passed() ? "" : terminal.in(ConfigCommand.nothingStarted())));
            terminal.line(check.table(terminal.locale()).stripTrailing());
        }
        if (!check.passed()) {
            return ConfigurationCheck.EXIT_CODE;
        }
        var findings = new Machine(settings, new Listeners(), new Instance(settings)).findings();
        terminal.line(headline(findings));
        findings.stream()
                .filter(finding -> !finding.fix().en().isEmpty())
                .forEach(finding -> terminal.line(finding.level().mark() + " " + terminal.in(finding.name()) + " "
                        + terminal.in(finding.found()) + " → " + terminal.in(finding.fix())));
        if (findings.stream().anyMatch(Finding::isProblem)) {
            return Steward.PROBLEM;
        }
        write(Path.of(arguments.get(0)), assignments());
        return Steward.OK;
    }

    private String headline(List<Finding> findings) {
        return "Steward · " + settings.profile().label() + " · Java "
                + Runtime.version().feature()
                + " · " + terminal.in(new Bilingual("端口 ", "port ")) + settings.text(Setting.PORT)
                + " · " + terminal.in(new Bilingual("数据目录 ", "data folder ")) + settings.text(Setting.DATA_DIR)
                + " · " + terminal.in(database())
                + (findings.stream().allMatch(finding -> finding.level() == Finding.Level.OK) ? " ✓" : "");
    }

    private Bilingual database() {
        var url = settings.text(Setting.DATABASE_URL);
        return url.isEmpty() || url.startsWith("jdbc:h2:")
                ? new Bilingual("内嵌数据库", "embedded database")
                : Bilingual.same("PostgreSQL");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private String assignments() {
        return plan().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private Map<String, String> plan() {
        var plan = new LinkedHashMap<String, String>();
        plan.put("plan_profile", settings.profile().label());
        plan.put("plan_address", new Instance(settings).address());
        plan.put("plan_run", new Instance(settings).runFolder().toString());
        plan.put("plan_bind", settings.text(Setting.BIND_ADDRESS));
        plan.put("plan_port", settings.text(Setting.PORT));
        plan.put("plan_server_id", settings.text(Setting.SERVER_ID));
        plan.put("plan_logs", settings.text(Setting.LOG_DIR));
        plan.put("plan_data", settings.text(Setting.DATA_DIR));
        plan.put("plan_drain_seconds", settings.text(Setting.DRAIN_TIMEOUT));
        plan.put("plan_nginx", settings.text(Setting.NGINX_DIR));
        plan.put("plan_heap_mb", settings.text(Setting.MAX_HEAP_MB));
        plan.put("plan_http_threads", settings.text(Setting.HTTP_THREADS));
        plan.put("plan_java_opts", settings.text(Setting.JAVA_OPTS));
        plan.put(
                "plan_pool_max",
                Integer.toString(settings.integer(Setting.DB_POOL_SIZE) + settings.integer(Setting.DB_MAX_OVERFLOW)));
        plan.put(
                "plan_pool_wait_ms",
                Long.toString(settings.duration(Setting.DB_POOL_TIMEOUT).toMillis()));
        var workers = WorkerThreads.of(settings);
        // the server takes no pool without a thread
        plan.put("plan_standard_threads", Integer.toString(Math.max(1, workers.standard())));
        plan.put("plan_lumina_threads", Integer.toString(Math.max(1, workers.lumina())));
        return plan;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
