package steward.knowledge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tartarus.snowball.ext.EnglishStemmer;
import steward.knowledge.QueryTerms.Kind;
import steward.knowledge.Ranking.Weighed;

/**
 * Finds a question's terms again in a passage that was found: what to highlight, and how much of the question is covered.
 * It reads the text itself, which is quicker than asking the index and tells exact places. For one search.
 */
final class Matches {
    private static final int MOST_HIGHLIGHTS = 100;

    private final List<Weighed> terms;
    private final double wholeWeight;
    /** Of a term without spaces: its folded code points; null for the others. */
    private final List<int[]> runs = new ArrayList<>();

    private final Map<String, Integer> words = new HashMap<>();
    private final Set<String> beginnings = new HashSet<>();

    Matches(List<Weighed> terms) {
        this.terms = terms;
        this.wholeWeight = terms.stream().mapToDouble(Weighed::weight).sum();
        for (int index = 0; index < terms.size(); index++) {
            var unit = terms.get(index).unit();
            boolean unspaced = unit.kind() == Kind.RUN || unit.kind() == Kind.CHARACTER;
            runs.add(unspaced ? unit.text().codePoints().toArray() : null);
            if (!unspaced) {
                words.put(unit.word(), index);
                beginnings.add(beginning(unit.word()));
            }
        }
    }

    /**
     * What was found in one passage.
     *
     * @param coverage 0 to 1
     * @param found for each term, 0 to 1
     * @param unspaced whether the passage is in a language without spaces, such as Chinese
     */
    record Found(List<Highlight> highlights, double coverage, double[] found, boolean unspaced) {}

    Found in(String text, String title, String heading) {
        var found = new double[terms.size()];
        var highlights = new ArrayList<Highlight>();
        var folded = FoldedText.of(text);
        look(folded, found, highlights);
        look(FoldedText.of(title), found, null);
        look(FoldedText.of(heading), found, null);
        double covered = 0;
        for (int index = 0; index < found.length; index++) {
            covered += found[index] * terms.get(index).weight();
        }
        return new Found(
                merged(highlights), wholeWeight == 0 ? 0 : covered / wholeWeight, found, folded.isMostlyUnspaced());
    }

    List<String> matched(double[] found) {
        return named(found, true);
    }

    List<String> missing(double[] found) {
        return named(found, false);
    }

    private List<String> named(double[] found, boolean matched) {
        var names = new ArrayList<String>();
        for (int index = 0; index < found.length; index++) {
            if (found[index] > 0 == matched) {
                names.add(terms.get(index).unit().text());
            }
        }
        return names;
    }

    private void look(FoldedText text, double[] found, List<Highlight> highlights) {
        for (int index = 0; index < runs.size(); index++) {
            if (runs.get(index) != null) {
                found[index] = Math.max(found[index], lookForRun(runs.get(index), text, highlights));
            }
        }
        if (!words.isEmpty()) {
            TextScanner.scan(text, 0, text.length(), new WordReader(text, found, highlights));
        }
    }

    /** 1 where the whole run occurs; otherwise the share of its pairs that do. */
    private static double lookForRun(int[] run, FoldedText text, List<Highlight> highlights) {
        if (mark(run, 0, run.length, text, highlights)) {
            return 1;
        }
        int pairs = 0;
        for (int at = 0; run.length > 2 && at + 2 <= run.length; at++) {
            pairs += mark(run, at, at + 2, text, highlights) ? 1 : 0;
        }
        return (double) pairs / run.length;
    }

    private static boolean mark(int[] run, int from, int to, FoldedText text, List<Highlight> highlights) {
        boolean found = false;
        int length = to - from;
        for (int at = 0; at + length <= text.length(); at++) {
            if (text.codePoint(at) == run[from] && occurs(run, from, length, text, at)) {
                found = true;
                if (highlights == null) {
                    return true;
                }
                highlights.add(new Highlight(text.start(at), text.end(at + length - 1)));
                at += length - 1;
            }
        }
        return found;
    }

    private static boolean occurs(int[] run, int from, int length, FoldedText text, int at) {
        for (int offset = 1; offset < length; offset++) {
            if (text.codePoint(at + offset) != run[from + offset]) {
                return false;
            }
        }
        return true;
    }

    private static String beginning(String word) {
        return word.substring(0, Math.min(2, word.length()));
    }

    private static List<Highlight> merged(List<Highlight> highlights) {
        highlights.sort(Comparator.comparingInt(Highlight::start).thenComparingInt(Highlight::end));
        var merged = new ArrayList<Highlight>();
        for (var next : highlights) {
            var last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && next.start() <= last.end()) {
                merged.set(merged.size() - 1, new Highlight(last.start(), Math.max(last.end(), next.end())));
            } else if (merged.size() < MOST_HIGHLIGHTS) {
                merged.add(next);
            }
        }
        return merged;
    }

    /** Finds words by their stems, compounds as they stand. */
    private final class WordReader implements TextScanner.Sink {
        private final FoldedText text;
        private final double[] found;
        private final List<Highlight> highlights;
        private final EnglishStemmer stemmer = new EnglishStemmer();

        WordReader(FoldedText text, double[] found, List<Highlight> highlights) {
            this.text = text;
            this.found = found;
            this.highlights = highlights;
        }

        @Override
        public void word(int from, int to) {
            if (beginnings.contains(text.substring(from, Math.min(from + 2, to)))) {
                note(words.get(Terms.stem(text.substring(from, to), stemmer)), from, to);
            }
        }

        @Override
        public void compound(int from, int to) {
            note(words.get(text.substring(from, to)), from, to);
        }

        @Override
        public void run(int from, int to) {
            // found without a scanner
        }

        @Override
        public void gap() {
            // of no interest here
        }

        private void note(Integer index, int from, int to) {
            if (index == null) {
                return;
            }
            found[index] = 1;
            if (highlights != null) {
                highlights.add(new Highlight(text.start(from), text.end(to - 1)));
            }
        }
    }
}
