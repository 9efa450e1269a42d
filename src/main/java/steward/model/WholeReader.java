package steward.model;

import java.util.Arrays;
import java.util.function.Consumer;

/** Reads a body into one array, up to a limit. */
final class WholeReader implements AnswerReader {
    private final int mostBytes;
    private final boolean cuts;
    private final Consumer<byte[]> onWhole;
    private byte[] whole;
    private int filled;
    private boolean told;

    /**
     * @param expected the Content-Length, or negative when it is not known
     * @param cuts whether the whole is told at the limit and the rest dropped; if not, too much is a failure
     */
    WholeReader(long expected, int mostBytes, boolean cuts, Consumer<byte[]> onWhole) throws UpstreamFailure {
        this.mostBytes = mostBytes;
        this.cuts = cuts;
        this.onWhole = onWhole;
        if (expected > mostBytes && !cuts) {
            throw tooLong();
        }
        // what is announced is believed only so far: the memory is taken when the bytes come
        this.whole = new byte[(int) Math.min(Math.max(expected, 512), 64 * 1024)];
    }

    @Override
    public void bytes(byte[] bytes) throws UpstreamFailure {
        var count = Math.min(bytes.length, mostBytes - filled);
        if (count < bytes.length && !cuts) {
            throw tooLong();
        }
        if (whole.length < filled + count) {
            whole = Arrays.copyOf(whole, Math.min(mostBytes, Math.max(2 * whole.length, filled + count)));
        }
        System.arraycopy(bytes, 0, whole, filled, count);
        filled += count;
        if (count < bytes.length) {
            end();
        }
    }

    @Override
    public void end() {
        if (!told) {
            told = true;
            onWhole.accept(filled == whole.length ? whole : Arrays.copyOf(whole, filled));
        }
    }

    private static UpstreamFailure tooLong() {
        return new UpstreamFailure("the answer is too long");
    }
}
