package steward.platform.config;

import java.util.Locale;

/**
 * One text in the two languages that every text of ours exists in. Immutable.
 *
 * @param zh the Chinese text
 * @param en the English text
 */
public record Bilingual(String zh, String en) {
    /** The same words in both languages: a name, a number or a command. */
    public static Bilingual same(String text) {
        return new Bilingual(text, text);
    }

    /** Chinese for any {@code zh}, English for all others. */
    public String in(Locale locale) {
        return locale.getLanguage().equals("zh") ? zh : en;
    }
}
