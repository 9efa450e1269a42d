package steward.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import steward.platform.json.Json;

/**
 * A document as callers see it, without its text.
 *
 * @param collection the name of its collection
 * @param source where it came from, or null
 * @param language such as {@code zh} or {@code en}; null where it could not be told
 * @param format {@code text}, {@code markdown}, {@code html}, {@code csv}, {@code json}, {@code docx}, {@code xlsx}, {@code pptx} or
 *     {@code pdf}: what its text was made of
 * @param metadata a JSON object that its owner keeps with it, or null
 * @param chunks how many passages it was cut into
 * @param characters the length of its text in UTF-16 code units
 * @param contentHash SHA-256 of its text in normal form, in hexadecimal
 * @param version rises with each change; its {@code ETag}
 */
public record DocumentInfo(
        String id,
        String title,
        String collection,
        String source,
        String language,
        String format,
        List<String> tags,
        JsonNode metadata,
        int chunks,
        int characters,
        String contentHash,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    public DocumentInfo {
        tags = List.copyOf(tags);
    }

    static JsonNode tree(String json) {
        try {
            return json == null ? null : Json.mapper().readTree(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
