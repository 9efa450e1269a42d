package steward.backup;

import java.time.Instant;

/**
 * A copy of the database.
 *
 * @param id its file's name
 * @param kind {@code postgresql} (a dump in pg_dump's custom form) or {@code embedded} (a ZIP)
 * @param sha256 what its file's checksum must be; null where that is lost
 * @param verified what the latest reading found; null where it was never read
 */
record Backup(String id, String kind, long bytes, Instant createdAt, String sha256, Verified verified) {
    /** Whether its latest reading, by an instance or by scripts/backup.sh, found that it can be restored. */
    boolean isGood() {
        return sha256 != null && verified != null && verified.ok();
    }

    /**
     * What a reading of the whole file found.
     *
     * @param ok whether it can be restored
     * @param problem {@code no_checksum}, {@code checksum} or {@code unreadable}; null where it is well
     */
    record Verified(Instant at, boolean ok, String problem) {}
}
