package steward.platform.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that makes way for a new one before it grows beyond its limit: {@code app.log} becomes {@code app.log.1}, that
 * one {@code app.log.2}, and the oldest is deleted. (The JDK's FileHandler would write to {@code app.log.0}.) For one
 * thread at a time.
 */
final class RotatingFile extends OutputStream {
    private final Path file;
    private final long maxBytes;
    private final int backups;
    private OutputStream out; // null where the file could not be opened again
    private long size;

    RotatingFile(Path file, long maxBytes, int backups) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.backups = backups;
        open();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    /** Writes whole lines: what is given at once stays in one file. */
    @Override
    public void write(byte[] lines, int offset, int length) throws IOException {
        if (size > 0 && size + length > maxBytes) {
            close();
            rotate();
        }
        if (out == null) {
            open();
        }
        try {
            out.write(lines, offset, length);
        } catch (IOException full) {
            takeBackHalfALine();
            throw full;
        }
        size += length;
    }

    /** A full disk takes as much as there is room for. */
    private void takeBackHalfALine() throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private void open() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(file);
    }

    private void rotate() throws IOException {
        for (var number = backups - 1; number >= 1; number--) {
            if (Files.exists(backup(number))) {
                Files.move(backup(number), backup(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.exists(file)) {
            Files.move(file, backup(1), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path backup(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
