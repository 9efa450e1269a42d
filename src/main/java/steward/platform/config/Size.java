package steward.platform.config;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A size of machine, for which one word gives the defaults that depend on it ({@code STEWARD_SIZE}). What somebody sets is
 * in force whatever the size is.
 */
public enum Size {
    SMALL(2, 2_048),
    MEDIUM(4, 8_192),
    LARGE(8, 16_384);

    private final int cores;
    private final int memoryMb;

    Size(int cores, int memoryMb) {
        this.cores = cores;
        this.memoryMb = memoryMb;
    }

    /** As written: {@code small}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many cores the machine should have, all that runs on it together. */
    public int cores() {
        return cores;
    }

    /** How much memory it should have. */
    public int memoryMb() {
        return memoryMb;
    }

    /** That of the settings; empty where none is set. */
    public static Optional<Size> of(Settings settings) {
        return labelled(settings.text(Setting.STEWARD_SIZE));
    }

    static Optional<Size> labelled(String label) {
        return Stream.of(values()).filter(size -> size.label().equals(label)).findFirst();
    }
}
