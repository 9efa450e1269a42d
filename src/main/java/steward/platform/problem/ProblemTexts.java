package steward.platform.problem;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The problem texts of one language, with their placeholders filled. Immutable. */
final class ProblemTexts {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final ProblemTexts ENGLISH = load("problems.properties");
    private static final ProblemTexts CHINESE = load("problems_zh.properties");

    private final Properties texts;

    private ProblemTexts(Properties texts) {
        this.texts = texts;
    }

    /** Chinese for any {@code zh}, English for all others. */
    static ProblemTexts in(Locale locale) {
        return locale.getLanguage().equals("zh") ? CHINESE : ENGLISH;
    }

    /** The text under this key, or empty where it does not exist or a placeholder has no value. */
    Optional<String> text(String key, Map<String, Object> values) {
        var template = texts.getProperty(key);
        if (template == null) {
            return Optional.empty();
        }
        var matcher = PLACEHOLDER.matcher(template);
        var text = new StringBuilder();
        while (matcher.find()) {
            var value = values.get(matcher.group(1));
            if (value == null) {
                return Optional.empty();
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(word(value.toString())));
        }
        return Optional.of(matcher.appendTail(text).toString());
    }

    /** A word of ours in this language; anything else stands for itself. */
    private String word(String value) {
        return texts.getProperty("word." + value, value);
    }

    Properties all() {
        return texts;
    }

    private static ProblemTexts load(String name) {
        var texts = new Properties();
        try (var in = ProblemTexts.class.getResourceAsStream(name);
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new ProblemTexts(texts);
    }
}
