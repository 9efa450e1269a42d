package steward.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The signing secret of an instance that was given none, which production never is: made at its first start and kept in
 * the data folder for its owner alone, so that a restart signs nobody out.
 */
final class LocalSecret {
    private static final String FILE = "secret.key";

    private LocalSecret() {}

    static String in(Path folder) {
        try {
            Files.createDirectories(folder);
            return kept(folder.resolve(FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String kept(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                OwnersFile.create(file, Digests.newSecret() + Digests.newSecret());
            } catch (FileAlreadyExistsException madeMeanwhile) {
                return Files.readString(file).strip();
            }
        }
        return Files.readString(file).strip();
    }
}
