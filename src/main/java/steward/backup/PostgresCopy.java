package steward.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.database.PostgresAddress;
import steward.task.TaskFailure;

/** PostgreSQL: a dump in the custom form, written and read by PostgreSQL's own tools, which must be in the {@code PATH}. */
final class PostgresCopy implements DatabaseCopy {
    private static final Logger LOG = Logger.getLogger(PostgresCopy.class.getName());
    private static final long LONGEST_HOURS = 4;
    private static final int MOST_TOLD = 500;

    private final PostgresAddress address;

    PostgresCopy(PostgresAddress address) {
        this.address = address;
    }

    @Override
    public String ending() {
        return ".dump";
    }

    @Override
    public void write(Path file, Consumer<Runnable> onCancel) {
        var said = run(List.of("pg_dump", "--format=custom", "--no-password", "--file=" + file), onCancel);
        if (said != null) {
            throw new TaskFailure("pg_dump_failed", said, false);
        }
    }

    /** A dump that was cut off has no table of contents, or not all that it lists. */
    @Override
    public void read(Path file) throws IOException {
        var said = run(List.of("pg_restore", "--file=/dev/null", file.toString()), early -> {});
        if (said != null) {
            throw new IOException(said);
        }
    }

    /** Null where it went well, else what the tool said. */
    private String run(List<String> command, Consumer<Runnable> onCancel) {
        Path said = null;
        try {
            said = Files.createTempFile("steward-backup", ".out");
            var process = started(command, said);
            onCancel.accept(process::destroy);
            return isWell(process) ? null : beginning(said);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            delete(said);
        }
    }

    private Process started(List<String> command, Path output) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(address.environment());
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException notThere) {
            var missing = new TaskFailure(
                    "tool_missing", command.get(0) + " is not in the PATH: install postgresql-client", true);
            missing.initCause(notThere);
            throw missing;
        }
    }

    private static boolean isWell(Process process) {
        try {
            return process.waitFor(LONGEST_HOURS, TimeUnit.HOURS) && process.exitValue() == 0;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroy();
        }
    }

    private static String beginning(Path said) throws IOException {
        try (var output = Files.newInputStream(said)) {
            var text = new String(output.readNBytes(MOST_TOLD), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "it was ended" : text;
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.delete(file);
            }
        } catch (IOException stays) {
            LOG.log(Level.FINE, "backup.output_stays", stays);
        }
    }
}
