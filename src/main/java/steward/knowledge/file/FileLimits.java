package steward.knowledge.file;

import java.time.Duration;

/**
 * How far reading one file may go.
 *
 * @param characters of text, in UTF-16 code units
 * @param unpackedBytes that all which is read of an archive may unpack to
 * @param entries of an archive
 * @param pages of a PDF, or slides
 * @param time from beginning to end
 */
public record FileLimits(int characters, long unpackedBytes, int entries, int pages, Duration time) {
    /** What an instance uses. */
    public static final FileLimits STANDARD =
            new FileLimits(16_000_000, 512L << 20, 20_000, 3_000, Duration.ofSeconds(60));
}
