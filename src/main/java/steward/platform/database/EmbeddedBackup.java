package steward.platform.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A consistent copy of the embedded database while it is in use, as a ZIP of its file. */
public final class EmbeddedBackup {
    private EmbeddedBackup() {}

    /**
     * Writes the copy; commits that end meanwhile are in it or not.
     *
     * @throws SQLException where the file cannot be written, or where the connection is to no embedded database
     */
    public static void write(Connection connection, Path zip) throws SQLException {
        try (var backup = connection.prepareStatement("backup to ?")) {
            backup.setString(1, zip.toAbsolutePath().toString());
            backup.execute();
        }
    }
}
