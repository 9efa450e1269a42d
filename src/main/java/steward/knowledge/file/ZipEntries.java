package steward.knowledge.file;

import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Looks into an archive's directory without unpacking anything. Stateless. */
final class ZipEntries {
    private ZipEntries() {}

    /**
     * Which kind of Office file the entries make.
     *
     * @return empty where Office would have written other entries
     * @throws UnreadableFile damaged
     */
    static Optional<FileKind> mainFolder(byte[] content) {
        try (var zip = open(content)) {
            if (zip.getEntry("[Content_Types].xml") == null) {
                return Optional.empty();
            }
            return Collections.list(zip.getEntries()).stream()
                    .flatMap(entry -> FileKind.ofFolder(entry.getName()).stream())
                    .findFirst();
        } catch (IOException | RuntimeException broken) {
            throw new UnreadableFile(FileCause.DAMAGED, broken);
        }
    }

    static ZipFile open(byte[] content) throws IOException {
        return ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(content))
                .get();
    }
}
