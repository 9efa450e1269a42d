package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A file on its way into the knowledge base.
 *
 * @param id also of the artefact that holds its bytes
 * @param description what its sender said about it
 * @param documentId what it has become, or null
 * @param passages of that document, or null
 * @param cause why it could not be read, such as {@code file_scanned}, or null
 */
record ImportFile(
        UUID id,
        String name,
        Description description,
        State state,
        String documentId,
        Integer passages,
        String cause,
        String detailZh,
        String detailEn) {
    /** How far a file is. */
    enum State {
        WAITING,
        IMPORTED,
        /** Its text is another document's already. */
        DUPLICATE,
        FAILED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The fields beside the files of a form, as {@link NewDocument} has them. */
    record Description(
            String title,
            String source,
            JsonNode metadata,
            String collection,
            List<String> tags,
            String language,
            String format,
            String mediaType) {
        static Description of(Upload upload) {
            var document = upload.document();
            return new Description(
                    document.title(),
                    document.source(),
                    document.metadata(),
                    document.collection(),
                    document.tags(),
                    document.language(),
                    upload.format() == null ? null : upload.format().apiName(),
                    upload.file().mediaType());
        }

        Upload upload(String name, byte[] content) {
            return new Upload(
                    new NewDocument(title, null, source, metadata, collection, tags, null, language),
                    new UploadedFile(name, mediaType, content),
                    format == null ? null : TextFormat.named(format).orElseThrow());
        }
    }
}
