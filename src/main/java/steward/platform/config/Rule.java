package steward.platform.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import steward.platform.time.CronExpressions;

/**
 * What the values of a setting look like: it reads a written text into its one canonical form or says what is wrong.
 * Immutable.
 *
 * @param kind    what the canonical form means
 * @param shape   the permitted values in words, such as {@code whole number, 1 to 65535}
 * @param unit    what a number counts, such as {@code seconds}; empty without unit
 * @param reading turns a written text into its canonical form
 */
record Rule(Kind kind, Bilingual shape, Bilingual unit, Reading reading) {
    private static final Bilingual NO_UNIT = Bilingual.same("");
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("true", "true"),
            Map.entry("yes", "true"),
            Map.entry("on", "true"),
            Map.entry("1", "true"),
            Map.entry("false", "false"),
            Map.entry("no", "false"),
            Map.entry("off", "false"),
            Map.entry("0", "false"));

    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        SECONDS,
        MILLIS,
        MEGABYTES,
        LIST,
        PATH,
        URL,
        SECRET,
        SECRETS
    }

    interface Reading {
        String canonical(String written) throws BadValue;
    }

    String canonical(String written) throws BadValue {
        return reading.canonical(written.strip());
    }

    boolean secret() {
        return kind == Kind.SECRET || kind == Kind.SECRETS;
    }

    static Rule text() {
        return new Rule(Kind.TEXT, new Bilingual("文字", "text"), NO_UNIT, text -> text);
    }

    static Rule matching(String pattern, Bilingual shape, String example) {
        var regex = Pattern.compile(pattern);
        return new Rule(Kind.TEXT, shape, NO_UNIT, text -> {
            if (!regex.matcher(text).matches()) {
                throw mustBe(shape, Bilingual.same(example));
            }
            return text;
        });
    }

    /** Five fields, or six with the seconds first. */
    static Rule cron() {
        var shape = new Bilingual("cron 表达式", "cron expression");
        return new Rule(Kind.TEXT, shape, NO_UNIT, text -> {
            try {
                CronExpressions.parse(text);
            } catch (IllegalArgumentException notACron) {
                throw mustBe(shape, Bilingual.same("0 3 * * *"));
            }
            return text;
        });
    }

    static Rule number(long min, long max) {
        return new Rule(Kind.NUMBER, range(min, max), NO_UNIT, text -> Long.toString(WholeNumber.read(text, min, max)));
    }

    static Rule seconds(long min, long max) {
        return new Rule(
                Kind.SECONDS,
                range(min, max),
                new Bilingual("秒", "seconds"),
                text -> Long.toString(WholeNumber.readTime(text, ChronoUnit.SECONDS, min, max)));
    }

    static Rule millis(long min, long max) {
        return new Rule(
                Kind.MILLIS,
                range(min, max),
                new Bilingual("毫秒", "milliseconds"),
                text -> Long.toString(WholeNumber.readTime(text, ChronoUnit.MILLIS, min, max)));
    }

    static Rule megabytes(long min, long max) {
        return new Rule(
                Kind.MEGABYTES,
                range(min, max),
                Bilingual.same("MB"),
                text -> Long.toString(WholeNumber.readMegabytes(text, min, max)));
    }

    static Rule flag() {
        return new Rule(
                Kind.FLAG,
                new Bilingual("true 或 false", "true or false"),
                NO_UNIT,
                chosenFrom(FLAGS, List.of("true", "false")));
    }

    /** One of these words; {@code others} are accepted spellings, each with the word that it stands for. */
    static Rule choice(List<String> words, Map<String, String> others) {
        var shape = Bilingual.same(String.join(" | ", words));
        var spellings = new HashMap<String, String>();
        words.forEach(word -> spellings.put(lower(word), word));
        others.forEach((spelling, word) -> spellings.put(lower(spelling), word));
        return new Rule(Kind.TEXT, shape, NO_UNIT, chosenFrom(spellings, words));
    }

    static Rule list(Bilingual shape, Reading element) {
        return new Rule(Kind.LIST, shape, NO_UNIT, text -> eachOf(text, element));
    }

    /** As {@link Pairs} reads it; {@code right} reads what stands on the right of each. */
    static Rule pairs(Bilingual pair, String example, Reading right) {
        var shape = new Bilingual(pair.zh() + "，用逗号分隔", pair.en() + ", separated by commas");
        return new Rule(Kind.LIST, shape, NO_UNIT, text -> Pairs.canonical(text, pair, example, right));
    }

    static Rule names() {
        return list(new Bilingual("名字，用逗号分隔", "names, separated by commas"), name -> name);
    }

    static Rule url(String... schemes) {
        var shape = new Bilingual(
                "以 " + String.join("、", schemes) + " 开头的地址", "address starting with " + String.join(", ", schemes));
        return new Rule(Kind.URL, shape, NO_UNIT, text -> address(text, List.of(schemes), shape));
    }

    static Rule path() {
        return new Rule(Kind.PATH, new Bilingual("目录", "folder"), NO_UNIT, text -> text);
    }

    static Rule secretText() {
        return new Rule(Kind.SECRET, new Bilingual("密钥", "secret"), NO_UNIT, text -> text);
    }

    static Rule pem() {
        return new Rule(Kind.SECRET, new Bilingual("PEM 格式的密钥", "key in PEM"), NO_UNIT, text -> {
            PemKeys.read(text);
            return text;
        });
    }

    static Rule secretList() {
        return new Rule(
                Kind.SECRETS,
                new Bilingual("密钥，用逗号分隔", "secrets, separated by commas"),
                NO_UNIT,
                text -> eachOf(text, secret -> secret));
    }

    static List<String> elements(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    private static String eachOf(String list, Reading element) throws BadValue {
        var read = new StringBuilder();
        for (var one : elements(list)) {
            read.append(read.isEmpty() ? "" : ",").append(element.canonical(one));
        }
        return read.toString();
    }

    private static Reading chosenFrom(Map<String, String> spellings, List<String> words) {
        return text -> {
            var word = spellings.get(lower(text));
            if (word == null) {
                throw new BadValue(
                        new Bilingual(
                                "只能是 " + String.join("、", words) + " 之一", "must be one of " + String.join(", ", words)),
                        Bilingual.same(words.get(0)));
            }
            return word;
        };
    }

    private static String address(String text, List<String> schemes, Bilingual shape) throws BadValue {
        if (schemes.stream().noneMatch(scheme -> lower(text).startsWith(scheme))) {
            throw mustBe(shape, Bilingual.same(schemes.get(0) + "…"));
        }
        if (!text.startsWith("jdbc:")) {
            requireHost(text);
        }
        return text;
    }

    private static void requireHost(String text) throws BadValue {
        try {
            // a user and password may hold what a URI may not: only what follows them is looked at
            var uri = new URI(text.replaceFirst("//.*@", "//"));
            if (uri.getRawAuthority() == null) {
                throw mustBe(
                        new Bilingual("带主机名的地址", "an address with a host"),
                        new Bilingual("补上主机名", "add the host, as in https://host/path"));
            }
        } catch (URISyntaxException malformed) {
            throw mustBe(
                    new Bilingual("合法的地址", "a well-formed address"),
                    new Bilingual("去掉空格等字符", "remove spaces and the like"));
        }
    }

    private static BadValue mustBe(Bilingual shape, Bilingual fix) {
        return new BadValue(new Bilingual("应为" + shape.zh(), "must be " + shape.en()), fix);
    }

    private static Bilingual range(long min, long max) {
        return new Bilingual("整数，" + min + " 到 " + max, "whole number, " + min + " to " + max);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
