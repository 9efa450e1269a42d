package steward.command;

import java.io.IOException;
import java.util.List;
import steward.platform.config.Bilingual;
import steward.platform.config.Profile;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** What the start script prints once the instance is ready: where to look and what to do next, and nothing else. */
final class WelcomeCommand implements Command {
    private final Settings settings;
    private final Terminal terminal;
    private final Instance instance;

    WelcomeCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
        this.instance = new Instance(settings);
    }

    @Override
    public String name() {
        return "welcome";
    }

    @Override
    public Bilingual help() {
        return Bilingual.same("");
    }

    @Override
    public int run(List<String> arguments) {
        terminal.line(terminal.coloured("✓ ", Terminal.Colour.GREEN) + terminal.in(ready(arguments.get(0))));
        var table = terminal.table();
        table.row(label("对话", "chat"), address("/") + terminal.in(whoMayCall()));
        table.row(
                label("接口文档", "API"),
                address("/api/")
                        + terminal.in(new Bilingual(
                                "健康 /health   指标 /api/metrics", "health /health   metrics /api/metrics")));
        table.row(label("大模型", "model"), terminal.in(ModelCommand.now(settings)));
        table.row(
                label("停止", "stop"),
                terminal.in(next("./start.sh " + settings.profile().label())));
        terminal.print(table);
        return Steward.OK;
    }

    private String label(String zh, String en) {
        return "  " + terminal.in(new Bilingual(zh, en));
    }

    private String address(String path) {
        return String.format(
                "%-" + (instance.address().length() + "/api/  ".length()) + "s", instance.address() + path);
    }

    private static Bilingual next(String start) {
        return new Bilingual(
                "Ctrl+C · 诊断 ./steward doctor · 日志 ./start.sh logs · English: " + start + " --lang en",
                "Ctrl+C · diagnosis ./steward doctor · log ./start.sh logs · 中文: " + start + " --lang zh");
    }

    private Bilingual ready(String seconds) {
        var documents = sampleDocuments();
        return new Bilingual(
                "就绪，用时 " + seconds + " s。" + (documents == 0 ? "" : "有 " + documents + " 篇示例知识可以提问。"),
                "Ready after " + seconds + " s."
                        + (documents == 0 ? "" : " There are " + documents + " sample documents to ask about."));
    }

    private int sampleDocuments() {
        try {
            return instance.get("/api/knowledge/documents?tag=sample&limit=100")
                    .map(answer -> answer.body().path("items").size())
                    .orElse(0);
        } catch (IOException busy) {
            return 0;
        }
    }

    private Bilingual whoMayCall() {
        var local = settings.text(Setting.BIND_ADDRESS).equals("127.0.0.1");
        if (settings.profile() == Profile.DEV && local && !settings.flag(Setting.AUTH_REQUIRED)) {
            return new Bilingual("(dev 只监听本机，可匿名)", "(dev listens to this machine only, no key needed)");
        }
        return settings.flag(Setting.AUTH_REQUIRED)
                ? new Bilingual(
                        "(监听 " + settings.text(Setting.BIND_ADDRESS) + "，需要密钥)",
                        "(listens on " + settings.text(Setting.BIND_ADDRESS) + ", needs a key)")
                : new Bilingual(
                        "(监听 " + settings.text(Setting.BIND_ADDRESS) + "，可匿名)",
                        "(listens on " + settings.text(Setting.BIND_ADDRESS) + ", no key needed)");
    }
}
