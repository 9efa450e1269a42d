package steward.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * What a passage is found by. Two readings of the same text, because neither is enough:
 *
 * <ul>
 *   <li><b>grams</b>, with positions: each Chinese character with the one after it (the last of a run alone), other words
 *       as they stand. Every two characters and every quoted phrase are found, whatever a dictionary thinks of them.
 *   <li><b>words</b>, without positions: Chinese words by dictionary with the words inside them, English stems, compounds
 *       such as {@code err_4021} whole and in parts, no stop words. They make the rank.
 * </ul>
 *
 * For one thread.
 */
final class Terms implements TextScanner.Sink {
    /** A term and its place in the order of the text. */
    record Gram(String term, int position) {}

    private final FoldedText text;
    private final List<Gram> grams = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final EnglishStemmer stemmer = new EnglishStemmer();
    private int position;
    private boolean gapAllowed;

    private Terms(FoldedText text) {
        this.text = text;
    }

    static Terms of(String text) {
        var folded = FoldedText.of(text);
        var terms = new Terms(folded);
        TextScanner.scan(folded, 0, folded.length(), terms);
        return terms;
    }

    List<Gram> grams() {
        return grams;
    }

    List<String> words() {
        return words;
    }

    /** Both readings in one list, each term once, for short texts such as titles. */
    List<String> all() {
        var all = new LinkedHashSet<>(words);
        grams.forEach(gram -> all.add(gram.term()));
        return List.copyOf(all);
    }

    /** English by its stem, everything else as it stands. */
    static String stem(String word, EnglishStemmer stemmer) {
        if (word.length() < 3 || !word.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            return word;
        }
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }

    @Override
    public void word(int from, int to) {
        var word = text.substring(from, to);
        place(word);
        position++;
        if (!StopWords.contains(word)) {
            words.add(stem(word, stemmer));
        }
    }

    @Override
    public void compound(int from, int to) {
        var whole = text.substring(from, to);
        place(whole);
        words.add(whole);
    }

    @Override
    public void run(int from, int to) {
        for (int at = from; at < to; at++) {
            place(text.substring(at, Math.min(at + 2, to)));
            position++;
        }
        cut(from, to);
    }

    @Override
    public void gap() {
        if (gapAllowed) {
            position++;
            gapAllowed = false;
        }
    }

    private void place(String term) {
        grams.add(new Gram(term, position));
        gapAllowed = true;
    }

    private void cut(int from, int to) {
        var dictionary = ChineseWords.dictionary();
        var steps = dictionary.cut(text, from, to);
        for (int at = 0; at < steps.length; at += steps[at]) {
            var word = text.substring(from + at, from + at + steps[at]);
            if (!StopWords.contains(word)) {
                words.add(word);
                wordsInside(dictionary, from + at, steps[at]);
            }
        }
    }

    private void wordsInside(ChineseWords dictionary, int from, int length) {
        for (int size = 2; size < length; size++) {
            for (int at = from; at + size <= from + length; at++) {
                if (dictionary.isWord(text, at, at + size)) {
                    words.add(text.substring(at, at + size));
                }
            }
        }
    }
}
