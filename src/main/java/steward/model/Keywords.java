package steward.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * What a question is about, and how much of it a text says. Chinese is compared by pairs of characters, so that no
 * dictionary is needed; a character counts as said when a pair with it occurs. Other words are compared by their stem.
 * Immutable but for the stemmer: for one thread.
 */
final class Keywords {
    private static final Pattern WORD = Pattern.compile("\\p{IsHan}+|[\\p{L}\\p{N}&&[^\\p{IsHan}]]+");
    private static final double WORD_WEIGHT = 2.5;

    /** What questions are asked with; longer ones first, since the first that fits is taken out. */
    private static final Pattern ASKING = Pattern.compile(String.join(
            "|",
            "为什么|什么时候|什么样|怎么样|怎么办|怎么算|是什么|有没有|能不能|可不可以|是不是|有哪些|有什么|多长时间|告诉我|我想知道|想知道|请问|请教",
            "什么|怎么|怎样|如何|多少|多久|多长|多大|哪些|哪个|哪里|哪儿|为何|何时|是否|能否|可否|可以|应该|需要|一下|关于|以及|或者|我们|你们|他们|知道|介绍|说明|解释|意思|目前|现在|今天",
            "[的了吗呢吧啊呀么嘛是有在我你您他她它们和与或把被请就都也还很几谁算要会]"));

    private static final Set<String> ASKING_WORDS = Set.of(("""
            a about an and any are as at be been by can could do does did explain find for from get give had has have
            how i if in into is it its let like many may me mean means meant much must my need no not of on or our out
            please should show so some tell than that the their them then there these they this those to up us use
            was we were what when where which while who whom whose why will with would you your""").split("\\s+"));

    private final EnglishStemmer stemmer = new EnglishStemmer();
    private final List<String> runs = new ArrayList<>();
    private final Set<String> words = new HashSet<>();

    Keywords(String question) {
        var matcher = WORD.matcher(ASKING.matcher(question).replaceAll(" "));
        while (matcher.find()) {
            var word = matcher.group().toLowerCase(Locale.ROOT);
            if (isHan(word)) {
                runs.add(word);
            } else if (!ASKING_WORDS.contains(word)) {
                words.add(stem(word));
            }
        }
    }

    boolean isEmpty() {
        return runs.isEmpty() && words.isEmpty();
    }

    /** 0 for nothing of it, 1 for all. */
    double coverage(String text) {
        var said = words.isEmpty() ? Set.<String>of() : stems(text);
        var covered = words.stream().filter(said::contains).count() * WORD_WEIGHT;
        var all = words.size() * WORD_WEIGHT;
        for (var run : runs) {
            covered += covered(run, text);
            all += run.length();
        }
        return all == 0 ? 0 : covered / all;
    }

    /** The share of the question's Chinese characters that occur, alone or not; 0 where it has none. */
    double sharedCharacters(String text) {
        var characters = String.join("", runs).chars().distinct().toArray();
        return characters.length == 0
                ? 0
                : (double) IntStream.of(characters)
                                .filter(c -> text.indexOf(c) >= 0)
                                .count()
                        / characters.length;
    }

    private static int covered(String run, String text) {
        if (run.length() == 1) {
            return text.contains(run) ? 1 : 0;
        }
        var covered = 0;
        var end = 0;
        for (var i = 0; i + 2 <= run.length(); i++) {
            if (text.contains(run.substring(i, i + 2))) {
                covered += i + 2 - Math.max(end, i);
                end = i + 2;
            }
        }
        return covered;
    }

    private Set<String> stems(String text) {
        var stems = new HashSet<String>();
        var matcher = WORD.matcher(text);
        while (matcher.find()) {
            stems.add(stem(matcher.group().toLowerCase(Locale.ROOT)));
        }
        return stems;
    }

    private String stem(String word) {
        if (word.length() < 3) {
            return word;
        }
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }

    private static boolean isHan(String word) {
        return Character.UnicodeScript.of(word.codePointAt(0)) == Character.UnicodeScript.HAN;
    }
}
