package steward.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import steward.platform.config.Settings;

/** A terminal whose words can be read back. */
final class Screen {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final Terminal terminal;

    Screen(Locale locale) {
        this(locale, false, false);
    }

    Screen(Locale locale, boolean colour, boolean json) {
        terminal = new Terminal(stream(written), stream(complained), locale, colour, json);
    }

    Terminal terminal() {
        return terminal;
    }

    /** Runs a command line as {@code ./steward} does. */
    int run(Settings settings, String... words) {
        return new Steward(settings, terminal).run(List.of(words));
    }

    String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    String errors() {
        return complained.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
