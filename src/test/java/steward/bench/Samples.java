package steward.bench;

import java.util.Arrays;

/** Times in microseconds, as many as come. */
final class Samples {
    private int[] micros = new int[1 << 16];
    private int count;

    void add(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = (int) Math.min(nanos / 1_000, Integer.MAX_VALUE);
    }

    /** In milliseconds, of what is below {@code share} of all; 0 when there is nothing. */
    double percentile(double share) {
        if (count == 0) {
            return 0;
        }
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) (share * count))] / 1_000.0;
    }
}
