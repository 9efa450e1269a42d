package steward.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * What a question asks for: its meaningful terms, and the phrases in quotation marks, which must occur as they stand.
 * There is no query language: no sign has a meaning but the quotation marks, and unbalanced ones have none either.
 * Immutable once read.
 */
final class QueryTerms {
    /** How much of a question is read, in UTF-16 code units; a pasted letter is cut here. */
    static final int LONGEST_QUERY = 4_000;

    private static final int MOST_PHRASES = 8;
    private static final int LONGEST_PHRASE = 200;
    private static final Pattern QUOTED =
            Pattern.compile("“([^“”]{1,%1$d})”|「([^「」]{1,%1$d})」|『([^『』]{1,%1$d})』|[\"＂]([^\"＂]{1,%1$d})[\"＂]"
                    .formatted(LONGEST_PHRASE));

    enum Kind {
        /** A word of a script with spaces, or a number. */
        WORD,
        /** Such words joined by signs, as in {@code ERR_4021}. */
        COMPOUND,
        /** Two or more characters of a script without spaces. */
        RUN,
        /** One such character alone. */
        CHARACTER
    }

    /** Of which kind a question's language is. */
    enum Language {
        /** Chinese and its neighbours. */
        UNSPACED,
        SPACED,
        UNKNOWN
    }

    /**
     * One meaningful term.
     *
     * @param text as folded, and as highlighted
     * @param word the term in the index's field of words, or null where only its grams can be found
     * @param grams its pairs of characters, or the words of a compound
     */
    record Unit(Kind kind, String text, String word, List<String> grams) {
        Unit {
            grams = List.copyOf(grams);
        }
    }

    /**
     * A phrase in quotation marks.
     *
     * @param begins whether the term is only how the term in the index begins
     */
    record Phrase(String text, List<Place> places) {
        record Place(String term, int position, boolean begins) {}
    }

    private final Map<String, Unit> units = new LinkedHashMap<>();
    private final List<Phrase> phrases = new ArrayList<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private Language language = Language.UNKNOWN;

    private QueryTerms() {}

    static QueryTerms of(String query) {
        var cut = query.length() <= LONGEST_QUERY ? query : query.substring(0, LONGEST_QUERY);
        var terms = new QueryTerms();
        var rest = terms.readPhrases(cut);
        terms.readUnits(rest, false);
        if (terms.units.isEmpty()) {
            terms.readUnits(rest, true);
        }
        return terms;
    }

    List<Unit> units() {
        return List.copyOf(units.values());
    }

    List<Phrase> phrases() {
        return List.copyOf(phrases);
    }

    /** The language that answers should be in; a question of codes and numbers alone has none. */
    Language language() {
        return language;
    }

    /** The stop words that were left out. */
    List<String> ignored() {
        return List.copyOf(ignored);
    }

    boolean isEmpty() {
        return units.isEmpty() && phrases.isEmpty();
    }

    private String readPhrases(String query) {
        var quoted = QUOTED.matcher(query);
        var rest = new StringBuilder();
        while (quoted.find()) {
            quoted.appendReplacement(rest, " ");
            readPhrase(inside(quoted.toMatchResult()));
        }
        return quoted.appendTail(rest).toString();
    }

    private static String inside(MatchResult quoted) {
        for (int group = 1; group < quoted.groupCount(); group++) {
            if (quoted.group(group) != null) {
                return quoted.group(group);
            }
        }
        return quoted.group(quoted.groupCount());
    }

    private void readPhrase(String text) {
        var folded = FoldedText.of(text);
        var reader = new PhraseReader(folded);
        TextScanner.scan(folded, 0, folded.length(), reader);
        if (!reader.places.isEmpty() && phrases.size() < MOST_PHRASES) {
            phrases.add(new Phrase(text.strip(), List.copyOf(reader.places)));
        }
        readUnits(text, true);
    }

    private void readUnits(String text, boolean withStopWords) {
        var folded = FoldedText.of(text);
        TextScanner.scan(folded, 0, folded.length(), new UnitReader(folded, withStopWords));
    }

    private final class UnitReader implements TextScanner.Sink {
        private final FoldedText text;
        private final boolean withStopWords;
        private final EnglishStemmer stemmer = new EnglishStemmer();
        private int compoundEnd;

        UnitReader(FoldedText text, boolean withStopWords) {
            this.text = text;
            this.withStopWords = withStopWords;
        }

        @Override
        public void compound(int from, int to) {
            var whole = text.substring(from, to);
            var parts = List.of(whole.split("[^\\p{L}\\p{N}\\p{M}]+"));
            units.putIfAbsent(whole, new Unit(Kind.COMPOUND, whole, whole, parts));
            compoundEnd = to;
        }

        @Override
        public void word(int from, int to) {
            if (to <= compoundEnd) {
                return;
            }
            var word = text.substring(from, to);
            if (language == Language.UNKNOWN && StopWords.contains(word)) {
                language = Language.SPACED;
            }
            if (withStopWords || !StopWords.contains(word)) {
                units.putIfAbsent(word, new Unit(Kind.WORD, word, Terms.stem(word, stemmer), List.of(word)));
            } else {
                ignored.add(word);
            }
        }

        @Override
        public void run(int from, int to) {
            language = Language.UNSPACED;
            var steps = ChineseWords.dictionary().cut(text, from, to);
            int loose = from;
            for (int at = 0; at < steps.length; at += steps[at]) {
                int begin = from + at;
                int end = begin + steps[at];
                if (steps[at] == 1 && isMeaningful(begin, end)) {
                    continue;
                }
                addLoose(loose, begin);
                addWord(begin, end);
                loose = end;
            }
            addLoose(loose, to);
        }

        @Override
        public void gap() {
            // terms of a question have no order
        }

        private boolean isMeaningful(int from, int to) {
            return withStopWords || !StopWords.contains(text.substring(from, to));
        }

        /** Characters that the dictionary leaves single stand together: probably a word that it does not know. */
        private void addLoose(int from, int to) {
            if (to - from == 1) {
                var character = text.substring(from, to);
                units.putIfAbsent(character, new Unit(Kind.CHARACTER, character, character, List.of()));
            } else if (to > from) {
                var unknown = text.substring(from, to);
                units.putIfAbsent(unknown, new Unit(Kind.RUN, unknown, null, pairs(from, to)));
            }
        }

        private void addWord(int from, int to) {
            var word = text.substring(from, to);
            if (!isMeaningful(from, to)) {
                ignored.add(word);
            } else {
                units.putIfAbsent(word, new Unit(Kind.RUN, word, word, pairs(from, to)));
            }
        }

        private List<String> pairs(int from, int to) {
            var pairs = new ArrayList<String>();
            for (int at = from; at + 2 <= to; at++) {
                pairs.add(text.substring(at, at + 2));
            }
            return pairs;
        }
    }

    /** Reads a phrase as the passages' grams were read, so that position meets position. */
    private static final class PhraseReader implements TextScanner.Sink {
        private final FoldedText text;
        private final List<Phrase.Place> places = new ArrayList<>();
        private int position;
        private boolean gapAllowed;

        PhraseReader(FoldedText text) {
            this.text = text;
        }

        @Override
        public void word(int from, int to) {
            place(text.substring(from, to), position++, false);
        }

        @Override
        public void compound(int from, int to) {
            // its words, one after the other, are what a longer compound contains as well
        }

        @Override
        public void run(int from, int to) {
            if (to - from == 1) {
                place(text.substring(from, to), position, true);
            }
            for (int at = from; at + 2 <= to; at++) {
                place(text.substring(at, at + 2), position + at - from, false);
            }
            position += to - from;
        }

        @Override
        public void gap() {
            if (gapAllowed) {
                position++;
                gapAllowed = false;
            }
        }

        private void place(String term, int at, boolean begins) {
            places.add(new Phrase.Place(term, at, begins));
            gapAllowed = true;
        }
    }
}
