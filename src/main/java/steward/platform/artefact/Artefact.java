package steward.platform.artefact;

import java.time.Instant;
import java.util.UUID;

/**
 * A file that is kept for a while.
 *
 * @param owner as the identity room names callers
 * @param name for whoever saves it, without folders
 * @param bytes its size
 * @param sha256 of its content, in hexadecimal
 * @param linkKey signs the links to it; never shown
 */
public record Artefact(
        UUID id,
        String owner,
        String name,
        String mediaType,
        long bytes,
        String sha256,
        String linkKey,
        Instant expiresAt) {
    /** Where anybody who has this link gets the file until it expires, below the context root. */
    public String link() {
        return DownloadLink.of(this).path();
    }

    @Override
    public String toString() {
        return "Artefact[" + id + " " + name + "]";
    }
}
