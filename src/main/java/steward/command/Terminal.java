package steward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.config.TextTable;
import steward.platform.json.Json;

/** Where a command writes: in the reader's language, in colour only for eyes, or as JSON for programs. */
final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final Locale locale;
    private final boolean colour;
    private final boolean json;

    Terminal(PrintStream out, PrintStream err, Locale locale, boolean colour, boolean json) {
        this.out = out;
        this.err = err;
        this.locale = locale;
        this.colour = colour;
        this.json = json;
    }

    /** The start script says by {@code steward.color} whether a person looks at it: Java cannot tell on every version. */
    static Terminal ofThisProcess(Settings settings, List<String> arguments) {
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                language(option(arguments, "--lang"), settings.text(Setting.STEWARD_LANG), System.getenv()),
                Boolean.getBoolean("steward.color"),
                arguments.contains("--json"));
    }

    /** What was asked for, else the setting, else the system's locale; English for any other language. */
    static Locale language(String asked, String setting, Map<String, String> environment) {
        var wanted = asked.isEmpty() ? setting : asked;
        if (wanted.startsWith("zh") || wanted.startsWith("en")) {
            return wanted.startsWith("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
        }
        for (var variable : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            var value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return value.startsWith("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
            }
        }
        return Locale.ENGLISH;
    }

    static List<String> withoutGlobalOptions(List<String> arguments) {
        var words = new ArrayList<>(arguments);
        words.remove("--json");
        var lang = words.indexOf("--lang");
        if (lang >= 0) {
            words.subList(lang, Math.min(lang + 2, words.size())).clear();
        }
        return words;
    }

    /** The word after this option, or empty. */
    static String option(List<String> arguments, String name) {
        var place = arguments.indexOf(name);
        return place >= 0 && place + 1 < arguments.size() ? arguments.get(place + 1) : "";
    }

    boolean json() {
        return json;
    }

    Locale locale() {
        return locale;
    }

    String in(Bilingual text) {
        return text.in(locale);
    }

    void line(Bilingual text) {
        line(in(text));
    }

    void line(String text) {
        out.println(text);
    }

    void error(Bilingual text) {
        err.println(in(text));
    }

    void print(TextTable table) {
        out.print(table.render());
    }

    TextTable table() {
        return new TextTable();
    }

    void json(Object document) {
        try {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } catch (JsonProcessingException ours) {
            throw new IllegalStateException(ours);
        }
    }

    String coloured(String text, Colour wanted) {
        return colour ? "\u001B[" + wanted.code + "m" + text + "\u001B[0m" : text;
    }

    enum Colour {
        GREEN(32),
        YELLOW(33),
        RED(31),
        GREY(90);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
