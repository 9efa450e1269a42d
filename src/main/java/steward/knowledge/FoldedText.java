package steward.knowledge;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A text as search compares it: full-width forms made half-width, ligatures and circled digits resolved (NFKC), letters
 * lower-cased. Each code point remembers where it stands in the original, so that a match can be shown there. For one
 * thread.
 */
final class FoldedText {
    /** One folded character for each of the basic plane, computed when first met; 0 is "not yet", so a race is harmless. */
    private static final char[] SINGLE = new char[Character.MAX_VALUE + 1];

    private static final char SEVERAL = '\uFFFF';

    private int[] codePoints;
    private int[] starts;
    private int[] ends;
    private int length;

    private FoldedText(int capacity) {
        codePoints = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    static FoldedText of(String text) {
        var folded = new FoldedText(text.length() + 8);
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            folded.add(codePoint, at, next);
            at = next;
        }
        return folded;
    }

    int length() {
        return length;
    }

    int codePoint(int index) {
        return codePoints[index];
    }

    /** Where the code point begins in the original, in UTF-16 code units. */
    int start(int index) {
        return starts[index];
    }

    /** Where it ends there, exclusive. */
    int end(int index) {
        return ends[index];
    }

    String substring(int from, int to) {
        return new String(codePoints, from, to - from);
    }

    /** Whether at least a quarter of it is written in a script without spaces; a few English names do not change that. */
    boolean isMostlyUnspaced() {
        int unspaced = 0;
        for (int index = 0; index < length; index++) {
            unspaced += TextScanner.isUnspaced(codePoints[index]) ? 1 : 0;
        }
        return unspaced * 4 >= length && length > 0;
    }

    private void add(int codePoint, int start, int end) {
        if (codePoint < 0x80) {
            append(codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint, start, end);
            return;
        }
        char single = Character.isBmpCodePoint(codePoint) ? single((char) codePoint) : SEVERAL;
        if (single != SEVERAL) {
            append(single, start, end);
        } else {
            fold(codePoint).codePoints().forEach(each -> append(each, start, end));
        }
    }

    private void append(int codePoint, int start, int end) {
        if (length == codePoints.length) {
            codePoints = Arrays.copyOf(codePoints, length * 2);
            starts = Arrays.copyOf(starts, length * 2);
            ends = Arrays.copyOf(ends, length * 2);
        }
        codePoints[length] = codePoint;
        starts[length] = start;
        ends[length++] = end;
    }

    private static char single(char original) {
        char known = SINGLE[original];
        return known != 0 ? known : (SINGLE[original] = foldSingle(original));
    }

    private static char foldSingle(char original) {
        if (Character.isSurrogate(original)) {
            return original;
        }
        var folded = fold(original);
        return folded.length() == 1 && folded.charAt(0) != 0 ? folded.charAt(0) : SEVERAL;
    }

    private static String fold(int codePoint) {
        var composed = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC);
        return composed.toLowerCase(Locale.ROOT);
    }
}
