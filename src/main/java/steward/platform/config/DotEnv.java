package steward.platform.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A {@code .env} file as shells and compose files write it: {@code NAME=value}, {@code export}, comments, quotes, and
 * {@code ${OTHER}} or {@code ${OTHER:-instead}} outside single quotes. Immutable.
 */
final class DotEnv {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    /** Stands for an escaped dollar until the references are resolved; a character that no text uses. */
    private static final String LITERAL_DOLLAR = "\uE000";

    private final Path file;
    private final String label;
    private final UnaryOperator<String> environment;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    /** A value and the line that it stands in, counted from 1. */
    record Entry(String value, int line) {}

    private DotEnv(Path file, UnaryOperator<String> environment) {
        this.file = file;
        this.label = file.getFileName().toString();
        this.environment = environment;
    }

    /** Reads this file; {@code environment} knows what a reference means, or answers null. */
    static DotEnv read(Path file, UnaryOperator<String> environment) {
        var read = new DotEnv(file, environment);
        try {
            read.lines(text(file));
        } catch (CharacterCodingException notText) {
            read.problem(
                    0,
                    new Bilingual("不是 UTF-8 文本", "is not UTF-8 text"),
                    new Bilingual("另存为 UTF-8", "save it as UTF-8"));
        } catch (IOException unreadable) {
            read.problem(0, new Bilingual("读不了", "cannot be read"), Bilingual.same("chmod 600 " + read.label));
        }
        return read;
    }

    Path file() {
        return file;
    }

    Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    Map<String, Entry> entries() {
        return entries;
    }

    List<ConfigurationProblem> problems() {
        return problems;
    }

    Source source(Entry entry) {
        return Source.file(label, entry.line());
    }

    private static String text(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private void lines(String text) {
        var number = 0;
        for (var line : text.split("\r\n|\r|\n", -1)) {
            line(line.strip(), ++number);
        }
    }

    private void line(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        var assignment =
                line.startsWith("export ") ? line.substring("export ".length()).strip() : line;
        var equals = assignment.indexOf('=');
        var name = equals < 0 ? "" : assignment.substring(0, equals).strip();
        if (!NAME.matcher(name).matches()) {
            problem(
                    number,
                    new Bilingual("不是 名字=值", "is not NAME=value"),
                    new Bilingual("补上 = 或删去此行", "add the = or remove the line"));
            return;
        }
        try {
            entries.put(name, new Entry(value(assignment.substring(equals + 1).strip()), number));
        } catch (BadValue bad) {
            problem(number, bad.rule(), bad.fix());
        }
    }

    private String value(String written) throws BadValue {
        if (written.startsWith("'")) {
            return quoted(written, '\'');
        }
        if (written.startsWith("\"")) {
            return expanded(quoted(written, '"'));
        }
        return expanded(withoutComment(written));
    }

    private static String withoutComment(String written) {
        if (written.startsWith("#")) {
            return "";
        }
        for (var i = 1; i < written.length(); i++) {
            if (written.charAt(i) == '#' && Character.isWhitespace(written.charAt(i - 1))) {
                return written.substring(0, i).strip();
            }
        }
        return written;
    }

    private static String quoted(String written, char quote) throws BadValue {
        var value = new StringBuilder();
        for (var i = 1; i < written.length(); i++) {
            var c = written.charAt(i);
            if (c == quote) {
                return closed(value.toString(), written.substring(i + 1).strip());
            }
            if (c == '\\' && quote == '"' && i + 1 < written.length()) {
                value.append(unescaped(written.charAt(++i)));
            } else {
                value.append(c);
            }
        }
        throw new BadValue(
                new Bilingual("引号没有结束", "has a quote that does not end"),
                new Bilingual("补上 " + quote, "add the closing " + quote));
    }

    private static String closed(String value, String rest) throws BadValue {
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            throw new BadValue(
                    new Bilingual("引号之后还有文字", "has text after the closing quote"),
                    new Bilingual("把全部文字放进引号", "put all of it into the quotes"));
        }
        return value;
    }

    private static String unescaped(char escaped) {
        return switch (escaped) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '$' -> LITERAL_DOLLAR;
            case '"', '\\' -> String.valueOf(escaped);
            default -> "\\" + escaped;
        };
    }

    private String expanded(String text) throws BadValue {
        var matcher = REFERENCE.matcher(text);
        var expanded = new StringBuilder();
        var end = 0;
        while (matcher.find()) {
            expanded.append(text, end, matcher.start()).append(meaning(matcher.group(1), matcher.group(2)));
            end = matcher.end();
        }
        return expanded.append(text, end, text.length()).toString().replace(LITERAL_DOLLAR, "$");
    }

    private String meaning(String name, String instead) throws BadValue {
        var known = entry(name).map(Entry::value).orElseGet(() -> environment.apply(name));
        if (known != null && !known.isEmpty()) {
            return known;
        }
        if (instead != null) {
            return instead;
        }
        throw new BadValue(
                new Bilingual("引用了未设置的 ${" + name + "}", "refers to ${" + name + "}, which is not set"),
                new Bilingual(
                        "设置 " + name + "，或用单引号表示原文",
                        "set " + name + ", or use single quotes if it is meant literally"));
    }

    private void problem(int line, Bilingual rule, Bilingual fix) {
        problems.add(
                ConfigurationProblem.error(label, Optional.empty(), Optional.of(Source.file(label, line)), rule, fix));
    }
}
