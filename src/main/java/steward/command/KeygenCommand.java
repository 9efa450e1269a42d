package steward.command;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import steward.platform.config.Bilingual;

/** Makes a secret of 64 random bytes in URL-safe characters, bare or as a line for a {@code .env} file. */
final class KeygenCommand implements Command {
    private static final int BYTES = 64;

    private final Terminal terminal;
    private final String name;
    private final String prefix;

    KeygenCommand(Terminal terminal, String name, String prefix) {
        this.terminal = terminal;
        this.name = name;
        this.prefix = prefix;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Bilingual help() {
        return prefix.isEmpty()
                ? new Bilingual("生成 64 字节的随机密钥", "make a secret of 64 random bytes")
                : new Bilingual(
                        "同上，写成一行设置：./steward secret >> .env.production",
                        "the same as a line of settings: ./steward secret >> .env.production");
    }

    @Override
    public int run(List<String> arguments) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        terminal.line(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return Steward.OK;
    }
}
