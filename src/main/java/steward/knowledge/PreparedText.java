package steward.knowledge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A text ready to be stored: everything that takes time is done before the transaction begins. Immutable.
 *
 * @param title the title given, else the one that the text gives itself, else the file's name
 * @param hash SHA-256 of the text in UTF-8, in hexadecimal: equal texts have equal hashes
 * @param language such as {@code zh} or {@code en}, or null where it could not be told
 */
record PreparedText(TextFormat format, String title, String text, String hash, String language, List<Chunk> chunks) {
    /** More passages than this are not one document any more. */
    static final int MOST_CHUNKS = 20_000;

    PreparedText {
        chunks = List.copyOf(chunks);
    }

    /**
     * Reads and cuts a text.
     *
     * @param title as its owner gave it, checked, or null
     * @param fileName used for a title where nothing else gives one, or null
     * @throws ProblemException validation_failed (422) for a text that is empty without its markup, document_too_large
     *     (413)
     */
    static PreparedText of(TextFormat format, String content, String title, String fileName) {
        return of(format, DocumentText.of(format, content), title, fileName);
    }

    /** The same for a text that has been read already. */
    static PreparedText of(TextFormat format, DocumentText read, String title, String fileName) {
        if (read.text().isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED).field("content", "not_empty", Map.of());
        }
        var titled = new DocumentText(title(title, read, fileName), read.text(), read.headings());
        var chunks = Chunker.cut(titled);
        if (chunks.size() > MOST_CHUNKS) {
            throw new ProblemException(ProblemType.DOCUMENT_TOO_LARGE)
                    .field("content", "max_passages", Map.of("max", MOST_CHUNKS));
        }
        return new PreparedText(
                format, titled.title(), read.text(), hash(read.text()), Languages.of(read.text()), chunks);
    }

    private static String title(String given, DocumentText read, String fileName) {
        if (given != null) {
            return given;
        }
        return NewDocument.cut(read.title() != null ? read.title() : fileName == null ? "?" : fileName);
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
