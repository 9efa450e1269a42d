package steward.command;

import java.util.List;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** Says how a model is plugged in, with lines to paste. */
final class ModelCommand implements Command {
    private static final Bilingual TEXT = new Bilingual("""
            接入大模型只需三个变量，然后重新启动：

              火山方舟   export ARK_API_KEY=你的密钥 LLM_MODEL=模型名或ep-接入点
              DeepSeek   export LLM_BASE_URL=https://api.deepseek.com/v1 LLM_API_KEY=你的密钥 LLM_MODEL=deepseek-chat
              Ollama     export LLM_BASE_URL=http://127.0.0.1:11434/v1 LLM_API_KEY=ollama LLM_MODEL=qwen2.5:7b
              其他       任何 OpenAI 兼容服务：LLM_BASE_URL 写到版本号为止

            也可以写进 .env。./steward doctor 检查地址、密钥和模型名。""", """
            A model takes three variables and a restart:

              Volcano Ark  export ARK_API_KEY=your-key LLM_MODEL=a-model-or-ep-endpoint
              DeepSeek     export LLM_BASE_URL=https://api.deepseek.com/v1 LLM_API_KEY=your-key LLM_MODEL=deepseek-chat
              Ollama       export LLM_BASE_URL=http://127.0.0.1:11434/v1 LLM_API_KEY=ollama LLM_MODEL=qwen2.5:7b
              others       any OpenAI-compatible server: LLM_BASE_URL up to its version

            They may stand in .env as well. ./steward doctor checks address, key and model.""");

    private final Settings settings;
    private final Terminal terminal;

    ModelCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "llm";
    }

    @Override
    public Bilingual help() {
        return new Bilingual("怎样接入大模型", "how to plug in a model");
    }

    @Override
    public int run(List<String> arguments) {
        terminal.line(TEXT);
        terminal.line("");
        terminal.line(now(settings));
        return Steward.OK;
    }

    /** Which model answers, in one line. */
    static Bilingual now(Settings settings) {
        var server = ModelServer.base(settings);
        if (server.isEmpty()) {
            return settings.text(Setting.EXTRACTIVE_MODE).equals("on")
                    ? new Bilingual(
                            "未配置 → 摘录模式。接入只需 3 个变量，见 ./start.sh llm",
                            "none → extracts. It takes 3 variables: ./start.sh llm")
                    : new Bilingual("未配置，摘录模式已关，对话回答 503", "none, and extracts are off: chat answers 503");
        }
        return Bilingual.same(String.join(", ", settings.list(Setting.LLM_MODEL)) + " · " + host(server.get()));
    }

    private static String host(String address) {
        return address.replaceFirst("^\\w+://", "").replaceFirst("^[^/]*@", "").replaceFirst("/.*$", "");
    }
}
