package steward.bench;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Texts and questions of invented words, some of which are common and most rare, as in a language. The same number makes the
 * same text. For one thread.
 */
final class Words {
    private static final int ENGLISH = 20_000;
    private static final int CHINESE = 6_000;
    private static final int FIRST_CHARACTER = 0x4E00;
    private static final int CHARACTERS = 2_000;
    private static final int ENGLISH_WORDS = 40;
    private static final int CHINESE_WORDS = 60;
    private static final int SENTENCE = 10;
    private static final String CONSONANTS = "bcdfghklmnprstvz";
    private static final String VOWELS = "aeiou";

    private Words() {}

    /** A short document, every other one Chinese. */
    static String document(int number) {
        var random = new Random(number);
        return number % 2 == 0
                ? "编号" + number + "。" + chinese(random, CHINESE_WORDS, "。")
                : "Number " + number + ". " + english(random, ENGLISH_WORDS, ". ");
    }

    static String question(int number, boolean isChinese) {
        var random = new Random(-1L - number);
        return isChinese ? chinese(random, 3, "") : english(random, 3, " ");
    }

    private static String english(Random random, int words, String end) {
        return IntStream.range(0, words)
                .mapToObj(at -> englishWord(rank(random, ENGLISH)) + (at % SENTENCE == SENTENCE - 1 ? end : " "))
                .collect(Collectors.joining())
                .strip();
    }

    private static String chinese(Random random, int words, String end) {
        return IntStream.range(0, words)
                .mapToObj(at -> chineseWord(rank(random, CHINESE)) + (at % SENTENCE == SENTENCE - 1 ? end : ""))
                .collect(Collectors.joining());
    }

    /** The word of rank r about as often as 1/r. */
    private static int rank(Random random, int words) {
        return (int) Math.pow(words, random.nextDouble()) - 1;
    }

    private static String englishWord(int rank) {
        var word = new StringBuilder();
        for (var rest = rank + CONSONANTS.length() * VOWELS.length(); rest > 0; rest /= VOWELS.length()) {
            word.append(CONSONANTS.charAt(rest % CONSONANTS.length()));
            rest /= CONSONANTS.length();
            word.append(VOWELS.charAt(rest % VOWELS.length()));
        }
        return word.toString();
    }

    private static String chineseWord(int rank) {
        return "" + character(rank * 7) + character(rank / 3 + 500);
    }

    private static char character(int number) {
        return (char) (FIRST_CHARACTER + number % CHARACTERS);
    }
}
