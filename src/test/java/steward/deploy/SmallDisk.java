package steward.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A file system of some megabytes in memory, to fill and to free. Where this user may not mount one tests skip aloud. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    public static SmallDisk mount(Path folder, int megabytes) {
        var disk = new SmallDisk(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        assumeTrue(
                RedisServer.program("mount").isPresent()
                        && run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString())
                                == 0,
                "mount: a small file system cannot be made here");
        return disk;
    }

    public Path folder() {
        return folder;
    }

    /** Takes all room that is left, to the last block. */
    public void fill() {
        for (var block = 1 << 20; block > 0; block /= 16) {
            fill(new byte[block]);
        }
    }

    private void fill(byte[] block) {
        var filler = folder.resolve("filler-" + block.length);
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    /** Gives the room back. */
    public void free() {
        try (var files = Files.newDirectoryStream(folder, "filler-*")) {
            for (var filler : files) {
                Files.delete(filler);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        // whoever had files open here may take a moment to end
        Awaitility.await("umount").until(() -> run("umount", folder.toString()) == 0);
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
