package steward.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** Says in a few lines whether the instance runs, since when, how large it is and what it finds of its parts. */
final class StatusCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;
    private final Instance instance;

    StatusCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
        this.instance = new Instance(settings);
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Bilingual help() {
        return new Bilingual("实例是否在运行、是否就绪", "whether the instance runs and is ready");
    }

    @Override
    public int run(List<String> arguments) {
        try {
            return tell(instance.get("/health"), instance.get("/health/ready"));
        } catch (IOException silent) {
            tell(
                    Finding.Level.UNKNOWN,
                    new Bilingual("有人监听，但没有应答", "somebody listens but does not answer"),
                    Optional.empty());
            return Steward.CANNOT_TELL;
        }
    }

    private int tell(Optional<Instance.Answer> health, Optional<Instance.Answer> ready) {
        if (health.isEmpty() || ready.isEmpty()) {
            var starting = instance.process().isPresent();
            tell(
                    Finding.Level.PROBLEM,
                    starting
                            ? new Bilingual("进程在，尚未监听", "the process is there but does not listen yet")
                            : new Bilingual(
                                    "没有运行 → ./start.sh " + settings.profile().label(),
                                    "is not running → ./start.sh "
                                            + settings.profile().label()),
                    health);
            return Steward.PROBLEM;
        }
        var up = ready.get().status() == 200;
        tell(
                up ? Finding.Level.OK : Finding.Level.PROBLEM,
                up ? new Bilingual("就绪", "ready") : new Bilingual("在运行，未就绪", "runs but is not ready"),
                health);
        return up ? Steward.OK : Steward.PROBLEM;
    }

    private void tell(Finding.Level level, Bilingual state, Optional<Instance.Answer> health) {
        if (terminal.json()) {
            terminal.json(document(level, health));
            return;
        }
        terminal.line(terminal.coloured(level.mark(), level.colour()) + " " + settings.text(Setting.SERVER_ID) + "  "
                + terminal.in(state) + "  " + instance.address());
        instance.process().ifPresent(process -> terminal.line("  " + terminal.in(processInWords(process))));
        health.ifPresent(answer -> answer.body()
                .path("checks")
                .forEach(check -> terminal.line("  " + mark(check.path("status").asText()) + " "
                        + check.path("name").asText() + data(check.path("data")))));
    }

    private String mark(String status) {
        var level = status.equals("UP") ? Finding.Level.OK : Finding.Level.PROBLEM;
        return terminal.coloured(level.mark(), level.colour());
    }

    private static String data(JsonNode data) {
        var words = new StringBuilder();
        data.properties()
                .forEach(entry -> words.append("  ")
                        .append(entry.getKey())
                        .append('=')
                        .append(entry.getValue().asText()));
        return words.toString();
    }

    private static Bilingual processInWords(ProcessHandle process) {
        var since = process.info()
                .startInstant()
                .map(start -> Duration.between(start, Clock.systemUTC().instant()))
                .orElse(Duration.ZERO);
        var memory = residentMegabytes(process.pid());
        return new Bilingual(
                "进程 " + process.pid() + "，已运行 " + time(since)
                        + memory.map(mb -> "，占用内存 " + mb + " MB").orElse(""),
                "process " + process.pid() + ", up " + time(since)
                        + memory.map(mb -> ", resident " + mb + " MB").orElse(""));
    }

    static String time(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        return time.toHours() > 0
                ? time.toHours() + "h " + time.toMinutesPart() + "m"
                : time.toMinutes() + "m " + time.toSecondsPart() + "s";
    }

    private static Optional<Long> residentMegabytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst();
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private Map<String, Object> document(Finding.Level level, Optional<Instance.Answer> health) {
        var document = new LinkedHashMap<String, Object>();
        document.put("server_id", settings.text(Setting.SERVER_ID));
        document.put("address", instance.address());
        document.put("running", health.isPresent());
        document.put("ready", level == Finding.Level.OK);
        document.put("pid", instance.process().map(ProcessHandle::pid).orElse(null));
        document.put("health", health.map(Instance.Answer::body).orElse(null));
        return document;
    }
}
