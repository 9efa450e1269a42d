package steward.platform.database;

/**
 * A table whose rows are in PostgreSQL as they were in the backup.
 *
 * @param checksum of all its rows, 64 hexadecimal digits; equal on both sides
 */
public record MovedTable(String name, long rows, String checksum) {}
