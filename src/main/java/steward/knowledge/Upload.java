package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import steward.knowledge.Multipart.Part;
import steward.platform.http.JsonText;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A document that came as a file in a form, with fields beside it.
 *
 * @param fileName without its ending, for want of a title
 */
record Upload(NewDocument document, String fileName) {
    /** Bytes of one text at most: more would be more passages than a document may have. */
    private static final long LARGEST_TEXT = 24L << 20;
    /** Markup is read into a tree, which takes many times its size. */
    private static final long LARGEST_MARKUP = 8L << 20;

    private static final String READ_HERE = "text, markdown, html";

    /**
     * Reads the form.
     *
     * @throws ProblemException invalid_request, invalid_encoding (400), document_too_large (413), unsupported_media_type
     *     (415)
     */
    static Upload of(String contentType, byte[] body) {
        var parts = Multipart.read(contentType, body);
        var file = file(parts);
        var format = format(parts, file);
        refuseTooLarge(format, file);
        var name = plainName(file.fileName());
        return new Upload(
                new NewDocument(
                        field(parts, "title"),
                        Charsets.decode(file.content()),
                        Optional.ofNullable(field(parts, "source")).orElse(name),
                        metadata(field(parts, "metadata")),
                        field(parts, "collection"),
                        tags(parts),
                        format.apiName(),
                        field(parts, "language")),
                name == null ? null : name.replaceFirst("(?<=.)\\.[^.]{1,10}$", ""));
    }

    private static Part file(List<Part> parts) {
        var files = parts.stream().filter(part -> part.name().equals("file")).toList();
        if (files.size() != 1) {
            throw Multipart.refused("file", files.isEmpty() ? "required" : "only_one", Map.of());
        }
        return files.get(0);
    }

    private static TextFormat format(List<Part> parts, Part file) {
        var named = field(parts, "format");
        if (named != null) {
            return TextFormat.named(named)
                    .orElseThrow(() -> Multipart.refused("format", "one_of", Map.of("allowed", READ_HERE)));
        }
        return TextFormat.ofFile(file.fileName(), file.mediaType())
                .orElseThrow(() -> new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                        .with("actual", Objects.requireNonNullElse(plainName(file.fileName()), "?"))
                        .with("supported", READ_HERE));
    }

    private static void refuseTooLarge(TextFormat format, Part file) {
        long max = format == TextFormat.TEXT ? LARGEST_TEXT : LARGEST_MARKUP;
        if (file.content().length > max) {
            throw new ProblemException(ProblemType.DOCUMENT_TOO_LARGE)
                    .with("actual", file.content().length)
                    .with("max", max);
        }
    }

    /** The name without folders, which some browsers send along. */
    private static String plainName(String fileName) {
        return fileName == null
                ? null
                : NormalText.optionalLine(
                        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1));
    }

    private static String field(List<Part> parts, String name) {
        var values = values(parts, name);
        if (values.size() > 1) {
            throw Multipart.refused(name, "only_one", Map.of());
        }
        return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
    }

    private static List<String> values(List<Part> parts, String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .map(Part::text)
                .toList();
    }

    /** Given repeatedly or separated by commas, as {@code tags} or {@code tag}. */
    private static List<String> tags(List<Part> parts) {
        var tags = new ArrayList<String>();
        for (var name : List.of("tags", "tag")) {
            for (var value : values(parts, name)) {
                Arrays.stream(value.split("[,，]")).filter(tag -> !tag.isBlank()).forEach(tags::add);
            }
        }
        return tags;
    }

    private static JsonNode metadata(String json) {
        return json == null ? null : JsonText.object(json.getBytes(StandardCharsets.UTF_8));
    }
}
