package steward.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import steward.platform.database.Database;
import steward.platform.database.EmbeddedBackup;

/** The embedded database: a ZIP of its file, written by itself. */
final class EmbeddedCopy implements DatabaseCopy {
    private final Database database;

    EmbeddedCopy(Database database) {
        this.database = database;
    }

    @Override
    public String ending() {
        return ".zip";
    }

    @Override
    public void write(Path file, Consumer<Runnable> onCancel) {
        database.inTransaction(connection -> {
            EmbeddedBackup.write(connection, file);
            return file;
        });
    }

    /** Unpacks each entry, which compares its checksum, and counts them by the directory at the end of the file. */
    @Override
    public void read(Path file) throws IOException {
        int listed;
        try (var zip = new ZipFile(file.toFile())) {
            listed = zip.size();
        }
        var read = 0;
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            while (zip.getNextEntry() != null) {
                zip.transferTo(OutputStream.nullOutputStream());
                read++;
            }
        }
        if (read == 0 || read != listed) {
            throw new IOException(read + " of " + listed + " files are in the ZIP");
        }
    }
}
