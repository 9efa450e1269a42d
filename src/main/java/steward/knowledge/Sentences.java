package steward.knowledge;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text where a reader would pause: after a sentence, at a line's end, and inside of overlong sentences at a comma
 * or a space, at worst between two characters (never inside of one). Weights count room: 9 for a character of a script
 * without spaces, 4 for any other, so that 400 Chinese characters weigh as much as 900 Latin ones. For one thread.
 */
final class Sentences {
    /**
     * A sentence with the blanks after it.
     *
     * @param endsParagraph whether an empty line or the end of the text follows
     */
    record Sentence(int start, int end, int weight, boolean endsParagraph) {}

    private static final String STOPS = "。！？!?；…";
    private static final String CLOSERS = "”’」』）)】》\"'";
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int LONGEST_CHARACTER = 32;
    /** A line this short is not cut: a heading with a question mark stays one. */
    private static final int SHORT_LINE = 80;

    private static final String PAUSES = "，、：,;:";

    private final String text;
    private final int heaviest;
    private final List<Sentence> sentences = new ArrayList<>();

    private Sentences(String text, int heaviest) {
        this.text = text;
        this.heaviest = heaviest;
    }

    /** @param heaviest no sentence weighs more; longer ones are cut */
    static List<Sentence> of(String text, int heaviest) {
        var sentences = new Sentences(text, heaviest);
        int at = 0;
        while (at < text.length()) {
            int end = sentences.afterSentence(at);
            sentences.add(at, end);
            at = end;
        }
        return sentences.sentences;
    }

    static int weight(int codePoint) {
        return codePoint >= 0x1100 && (TextScanner.isUnspaced(codePoint) || codePoint >= 0x3000) ? 9 : 4;
    }

    private int afterSentence(int from) {
        int lineEnd = text.indexOf('\n', from);
        if (lineEnd >= 0 && lineEnd - from <= SHORT_LINE) {
            return afterBlanks(lineEnd);
        }
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                return afterBlanks(at);
            }
            if (STOPS.indexOf(c) >= 0 || isFullStop(at)) {
                int end = at + 1;
                while (end < text.length() && (STOPS + CLOSERS).indexOf(text.charAt(end)) >= 0) {
                    end++;
                }
                return afterBlanks(end);
            }
        }
        return text.length();
    }

    /** A point that ends a sentence: after a word, before a space; not the one of "1." or "U.S." */
    private boolean isFullStop(int at) {
        return text.charAt(at) == '.'
                && at >= 2
                && at + 1 < text.length()
                && Character.isWhitespace(text.charAt(at + 1))
                && Character.isLetterOrDigit(text.charAt(at - 2))
                && !Character.isUpperCase(text.charAt(at - 1));
    }

    private int afterBlanks(int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private void add(int from, int to) {
        boolean endsParagraph = to == text.length() || text.substring(from, to).contains("\n\n");
        int start = from;
        int weight = 0;
        int pause = from;
        int weightAtPause = 0;
        for (int at = from; at < to; ) {
            int codePoint = text.codePointAt(at);
            if (weight + weight(codePoint) > heaviest) {
                boolean useful = weightAtPause > heaviest / 2;
                int cut = useful ? pause : wholeCharacter(start, at);
                int cutWeight = useful ? weightAtPause : weight(start, cut);
                sentences.add(new Sentence(start, cut, cutWeight, false));
                weight = weight(cut, at);
                start = cut;
                weightAtPause = 0;
            }
            weight += weight(codePoint);
            at += Character.charCount(codePoint);
            if (Character.isWhitespace(codePoint) || PAUSES.indexOf(codePoint) >= 0) {
                pause = at;
                weightAtPause = weight;
            }
        }
        sentences.add(new Sentence(start, to, weight, endsParagraph));
    }

    private int weight(int from, int to) {
        return text.substring(from, to).codePoints().map(Sentences::weight).sum();
    }

    /** Goes back from a cut that would part a sign from what it belongs to: accents, joined emoji, variants, skin tones. */
    private int wholeCharacter(int start, int at) {
        int cut = at;
        for (int steps = 0; steps < LONGEST_CHARACTER && cut > start && isInsideCharacter(cut); steps++) {
            cut -= Character.charCount(text.codePointBefore(cut));
        }
        return cut > start ? cut : at;
    }

    private boolean isInsideCharacter(int at) {
        return text.codePointBefore(at) == ZERO_WIDTH_JOINER || clings(text.codePointAt(at));
    }

    private static boolean clings(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || codePoint == ZERO_WIDTH_JOINER
                || codePoint >= 0xFE00 && codePoint <= 0xFE0F
                || codePoint >= 0x1F3FB && codePoint <= 0x1F3FF;
    }
}
