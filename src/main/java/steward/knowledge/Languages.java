package steward.knowledge;

import java.lang.Character.UnicodeScript;
import java.util.Locale;

/** Tells the language of a text where its script or its commonest words give it away; no guess beyond that. Stateless. */
final class Languages {
    private static final int SAMPLE = 4_000;

    private Languages() {}

    /** {@code zh}, {@code ja}, {@code ko}, {@code en}, or null. */
    static String of(String text) {
        var sample = text.length() <= SAMPLE ? text : text.substring(0, SAMPLE);
        int han = 0;
        int kana = 0;
        int hangul = 0;
        int letters = 0;
        for (int codePoint : sample.codePoints().filter(Character::isLetter).toArray()) {
            var script = UnicodeScript.of(codePoint);
            letters++;
            han += script == UnicodeScript.HAN ? 1 : 0;
            kana += script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA ? 1 : 0;
            hangul += script == UnicodeScript.HANGUL ? 1 : 0;
        }
        if (hangul * 4 > letters) {
            return "ko";
        }
        if (kana * 10 > letters) {
            return "ja";
        }
        if (han * 5 > letters) {
            return "zh";
        }
        return isEnglish(sample) ? "en" : null;
    }

    /** A third of English words are among its commonest; of other languages hardly any. */
    private static boolean isEnglish(String sample) {
        var words = sample.toLowerCase(Locale.ROOT).split("[^\\p{L}]+");
        int common = 0;
        for (var word : words) {
            common += word.length() > 1 && StopWords.contains(word) ? 1 : 0;
        }
        return common * 6 > words.length;
    }
}
