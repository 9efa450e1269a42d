package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import steward.knowledge.Multipart.Part;
import steward.platform.http.JsonText;
import steward.platform.problem.ProblemException;

/**
 * A document that came as a file in a form, with fields beside it.
 *
 * @param document what the fields say, without the text
 * @param file the file, still unread
 * @param format how the text is to be read, or null to find out
 */
record Upload(NewDocument document, UploadedFile file, TextFormat format) {
    /** Of a form of many files. */
    private static final int MOST_PARTS = 1_000;

    /**
     * Reads the form, not the file in it.
     *
     * @throws ProblemException invalid_request (400)
     */
    static Upload of(String contentType, byte[] body) {
        var parts = Multipart.read(contentType, body);
        var files = parts.stream().filter(part -> part.name().equals("file")).toList();
        if (files.size() != 1) {
            throw Multipart.refused("file", files.isEmpty() ? "required" : "only_one", Map.of());
        }
        var file = UploadedFile.of(files.get(0));
        return new Upload(fields(parts, file), file, format(parts));
    }

    /**
     * Reads a form of many files; the fields hold for each of them, but a title only for a single one.
     *
     * @throws ProblemException invalid_request (400)
     */
    static List<Upload> all(String contentType, byte[] body) {
        var parts = Multipart.read(contentType, body, MOST_PARTS);
        var files = parts.stream()
                .filter(part -> part.fileName() != null && part.name().matches("files?(\\[])?"))
                .map(UploadedFile::of)
                .toList();
        if (files.isEmpty()) {
            throw Multipart.refused("file", "required", Map.of());
        }
        if (files.size() > 1 && field(parts, "title") != null) {
            throw Multipart.refused("title", "only_one", Map.of());
        }
        var format = format(parts);
        return files.stream()
                .map(file -> new Upload(fields(parts, file), file, format))
                .toList();
    }

    /** What the fields beside the files say about each of them. */
    static NewDocument fields(List<Part> parts, UploadedFile file) {
        return new NewDocument(
                field(parts, "title"),
                null,
                Optional.ofNullable(field(parts, "source")).orElse(file.name()),
                metadata(field(parts, "metadata")),
                field(parts, "collection"),
                tags(parts),
                null,
                field(parts, "language"));
    }

    static TextFormat format(List<Part> parts) {
        var named = field(parts, "format");
        return named == null
                ? null
                : TextFormat.named(named)
                        .orElseThrow(() -> Multipart.refused("format", "one_of", Map.of("allowed", TextFormat.NAMES)));
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
