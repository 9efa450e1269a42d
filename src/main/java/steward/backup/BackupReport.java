package steward.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The backups, and whether they are as old as the schedules let one expect.
 *
 * @param serverId the instance that was asked
 * @param folder where on it they are
 * @param keepDays how long they are kept
 * @param items the latest first
 * @param lastGood the id of the latest whose reading found it whole; null without one
 * @param scheduled whether a schedule that is on makes them
 * @param dueAt when the one after {@code lastGood} was or is to be made; null where nothing says so
 * @param late whether it should have been there by now
 */
record BackupReport(
        String serverId,
        String folder,
        long keepDays,
        List<Backup> items,
        String lastGood,
        boolean scheduled,
        Instant dueAt,
        boolean late) {
    /** For making it, twice more where that fails, and for files on a disk of another clock. */
    private static final Duration GRACE = Duration.ofHours(1);

    /** When schedules make a backup, the first of each after a moment. */
    interface Times {
        List<Instant> after(Instant moment);
    }

    static BackupReport of(BackupConfig config, List<Backup> items, Times times, Instant now) {
        var good = items.stream().filter(Backup::isGood).findFirst();
        var ahead = times.after(good.map(Backup::createdAt).orElse(now));
        var due = ahead.stream().min(Comparator.naturalOrder());
        return new BackupReport(
                config.serverId(),
                config.folder().toString(),
                config.keep().toDays(),
                items,
                good.map(Backup::id).orElse(null),
                !ahead.isEmpty(),
                due.orElse(null),
                good.isPresent()
                        && due.filter(at -> at.plus(GRACE).isBefore(now)).isPresent());
    }
}
