package steward.platform.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * The room on the data folder's disk that is kept free ({@code DISK_RESERVE_MB}). Whoever would fill the disk stops where
 * the reserve begins, so that what is under way still finds room: a store whose file cannot grow in the middle of a
 * commit has to be closed. Thread-safe.
 */
public final class DiskReserve {
    private static final long LOOK_NANOS = 250_000_000;
    /** How long nobody tries after a write that failed. */
    private static final long FULL_NANOS = 5_000_000_000L;

    private final LongSupplier freeBytes;
    private final long reserve;
    private final LongSupplier nanoTime;
    private volatile Look last;
    private volatile Long fullUntil; // null before a write has failed

    private record Look(long at, boolean usedUp) {}

    /** @param freeBytes the room that is left now, {@link Long#MAX_VALUE} where nobody knows */
    DiskReserve(LongSupplier freeBytes, long reserve, LongSupplier nanoTime) {
        this.freeBytes = freeBytes;
        this.reserve = reserve;
        this.nanoTime = nanoTime;
    }

    /** That of this process's data folder. */
    public static DiskReserve current() {
        return Current.RESERVE;
    }

    private static final class Current {
        private static final DiskReserve RESERVE = of(Settings.current());
    }

    private static DiskReserve of(Settings settings) {
        var folder = settings.path(Setting.DATA_DIR);
        return new DiskReserve(() -> free(folder), settings.bytes(Setting.DISK_RESERVE_MB), System::nanoTime);
    }

    private static long free(Path folder) {
        var free = folder.toFile().getUsableSpace();
        // what is not there yet has no room at all, says the JDK
        return free == 0 && !Files.exists(folder) ? Long.MAX_VALUE : free;
    }

    /** A write has failed for want of room, whatever the reserve is: for a moment there is none. */
    void ranFull() {
        fullUntil = nanoTime.getAsLong() + FULL_NANOS;
    }

    /** Whether less than the reserve is left, as of a quarter of a second ago at most. */
    public boolean usedUp() {
        var now = nanoTime.getAsLong();
        var until = fullUntil;
        if (until != null && now - until < 0) {
            return true;
        }
        var look = last;
        if (look == null || now - look.at() > LOOK_NANOS) {
            look = new Look(now, freeBytes.getAsLong() < reserve);
            last = look;
        }
        return look.usedUp();
    }
}
