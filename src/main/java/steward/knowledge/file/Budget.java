package steward.knowledge.file;

import java.util.Map;
import java.util.function.LongSupplier;

/** What is left of a file's {@link FileLimits limits}; whoever reads, spends. For one file and one thread. */
final class Budget {
    private final FileLimits limits;
    private final LongSupplier nanoTime;
    private final long started;
    private long characters;
    private long unpacked;
    private int pages;

    Budget(FileLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    int entries() {
        return limits.entries();
    }

    /** @throws UnreadableFile unpacks_too_large or too_slow */
    void unpacked(long bytes) {
        unpacked += bytes;
        refuseUnpacked(unpacked);
        checkTime();
    }

    void refuseUnpacked(long bytes) {
        if (bytes > limits.unpackedBytes()) {
            throw new UnreadableFile(FileCause.UNPACKS_TOO_LARGE, Map.of("max_mb", limits.unpackedBytes() >> 20));
        }
    }

    /** @throws UnreadableFile too_long or too_slow */
    void wrote(int length) {
        characters += length;
        if (characters > limits.characters()) {
            throw tooLong("characters", limits.characters());
        }
        checkTime();
    }

    /** @throws UnreadableFile too_long or too_slow */
    void page() {
        if (++pages > limits.pages()) {
            throw tooLong("pages", limits.pages());
        }
        checkTime();
    }

    /** @throws UnreadableFile too_slow */
    void checkTime() {
        if (nanoTime.getAsLong() - started > limits.time().toNanos()) {
            throw new UnreadableFile(
                    FileCause.TOO_SLOW, Map.of("seconds", limits.time().toSeconds()));
        }
    }

    private static UnreadableFile tooLong(String what, int max) {
        return new UnreadableFile(FileCause.TOO_LONG, Map.of("what", what, "max", max));
    }
}
