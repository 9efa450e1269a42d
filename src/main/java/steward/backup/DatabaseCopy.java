package steward.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** How one kind of database is copied, and its copies are read. Blocks; thread-safe. */
interface DatabaseCopy {
    /** How its files end, with the dot. */
    String ending();

    /**
     * Writes a copy that is consistent, while the database is in use.
     *
     * @param onCancel takes what ends the writing early
     * @throws IOException where the file cannot be written
     * @throws steward.task.TaskFailure where the database or its tools refuse
     */
    void write(Path file, Consumer<Runnable> onCancel) throws IOException;

    /**
     * Reads all of a copy.
     *
     * @throws IOException where it is damaged
     * @throws steward.task.TaskFailure where the tools are missing
     */
    void read(Path file) throws IOException;
}
