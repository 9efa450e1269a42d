package steward.knowledge;

import com.huaban.analysis.jieba.WordDictionary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Cuts Chinese into words: of all ways to read a run with the words of jieba's dictionary, the most probable one, as
 * jieba itself does. Only the dictionary is jieba's: its own classes keep it in objects (72 MB and 1.6 s to load,
 * measured) and print to the console. Here a word is a fingerprint and a quantised logarithm in two flat arrays of
 * 5 MB together. Two words may share a fingerprint once in billions of look-ups; the price would be a different cut,
 * never a missed passage, since bigrams are searched as well. Immutable once loaded.
 */
final class ChineseWords {
    /** Longest word looked for, in characters. */
    private static final int LONGEST = 6;

    private static final int BITS = 20;
    private static final int MASK = (1 << BITS) - 1;
    private static final double STEP = 0.05;
    private static final double UNKNOWN = -18;

    private final int[] fingerprints = new int[1 << BITS];
    /** 0 for a mere beginning of words, otherwise the word's log probability in steps above the rarest. */
    private final byte[] weights = new byte[1 << BITS];

    private ChineseWords() {}

    /** The one dictionary, loaded at the first call (about 0.2 s). */
    static ChineseWords dictionary() {
        return Holder.LOADED;
    }

    /** Whether the code points from {@code from} to {@code to} are a word of the dictionary. */
    boolean isWord(FoldedText text, int from, int to) {
        long hash = 0;
        for (int at = from; at < to; at++) {
            hash = step(hash, text.codePoint(at));
        }
        return to - from <= LONGEST && weight(hash) > 0;
    }

    /**
     * The most probable cut of a run.
     *
     * @return for each position of the run, counted from {@code from}, how many code points the word beginning there
     *     has; only the positions reached from the first one by those steps are beginnings of words
     */
    int[] cut(FoldedText text, int from, int to) {
        int length = to - from;
        var steps = new int[length];
        var best = new double[length + 1];
        for (int at = length - 1; at >= 0; at--) {
            best[at] = UNKNOWN + best[at + 1];
            steps[at] = 1;
            long hash = 0;
            for (int size = 1; size <= LONGEST && at + size <= length; size++) {
                hash = step(hash, text.codePoint(from + at + size - 1));
                int weight = weight(hash);
                if (weight < 0) {
                    break;
                }
                double probability = weight == 0 ? Double.NEGATIVE_INFINITY : logarithm(weight) + best[at + size];
                if (probability > best[at]) {
                    best[at] = probability;
                    steps[at] = size;
                }
            }
        }
        return steps;
    }

    private static double logarithm(int weight) {
        return UNKNOWN + weight * STEP;
    }

    /** -1 for neither a word nor the beginning of one, 0 for a beginning only. */
    private int weight(long hash) {
        int slot = find(hash);
        return fingerprints[slot] == 0 ? -1 : weights[slot] & 0xFF;
    }

    /** The slot that holds this hash, or the free one where it would go. */
    private int find(long hash) {
        int fingerprint = fingerprint(hash);
        int slot = (int) (mix(hash) >>> (64 - BITS));
        while (fingerprints[slot] != 0 && fingerprints[slot] != fingerprint) {
            slot = (slot + 1) & MASK;
        }
        return slot;
    }

    private static int fingerprint(long hash) {
        int low = (int) mix(hash);
        return low == 0 ? 1 : low;
    }

    private static long step(long hash, int codePoint) {
        return (hash ^ codePoint) * 0x100000001B3L + 0x9E3779B97F4A7C15L;
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 31)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 29);
    }

    private void load(BufferedReader lines) throws IOException {
        for (String line; (line = lines.readLine()) != null; ) {
            int space = line.indexOf(' ');
            int second = line.indexOf(' ', space + 1);
            if (space > 0 && space <= LONGEST && second > 0 && isChinese(line, space)) {
                put(line, space, Double.parseDouble(line.substring(space + 1, second)));
            }
        }
    }

    private void put(String line, int length, double frequency) {
        long hash = 0;
        for (int at = 0; at < length; at++) {
            hash = step(hash, line.charAt(at));
            int slot = find(hash);
            fingerprints[slot] = fingerprint(hash);
            if (at == length - 1) {
                weights[slot] = quantised(frequency);
            }
        }
    }

    private static byte quantised(double frequency) {
        // The dictionary's frequencies sum to 6.01e7.
        double logarithm = Math.log(Math.max(1, frequency) / 6.01e7);
        return (byte) Math.max(1, Math.min(255, Math.round((logarithm - UNKNOWN) / STEP)));
    }

    private static boolean isChinese(String line, int length) {
        for (int at = 0; at < length; at++) {
            if (!Character.isIdeographic(line.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static final class Holder {
        private static final ChineseWords LOADED = read();

        private static ChineseWords read() {
            var words = new ChineseWords();
            // Naming the class does not initialise it, so jieba's own dictionary is not loaded.
            var stream = Objects.requireNonNull(WordDictionary.class.getResourceAsStream("/dict.txt"), "dict.txt");
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16)) {
                words.load(lines);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            return words;
        }
    }
}
