package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;

/**
 * A document to be added, or to take another's place.
 *
 * @param title null to take it from the text
 * @param content the text
 * @param source where it came from, or null
 * @param metadata a JSON object to keep with it, or null
 * @param collection the name of its collection; null for the default one
 * @param tags null for none
 * @param format {@code text} (also where null), {@code markdown}, {@code html}, {@code csv} or {@code json}
 * @param language null to find out
 */
public record NewDocument(
        String title,
        String content,
        String source,
        JsonNode metadata,
        String collection,
        List<String> tags,
        String format,
        String language) {
    static final int LONGEST_TITLE = 300;
    static final int LONGEST_SOURCE = 2_000;
    static final int LONGEST_LANGUAGE = 20;
    static final int LONGEST_METADATA = 16_000;
    static final int LONGEST_TAG = 64;
    static final int MOST_TAGS = 32;

    public NewDocument {
        title = NormalText.optionalLine(title);
        source = NormalText.optionalLine(source);
        collection = NormalText.optionalLine(collection);
        language = NormalText.optionalLine(language);
        tags = tags == null
                ? List.of()
                : tags.stream().map(NormalText::optionalLine).toList();
    }

    /** @throws ProblemException validation_failed (422) naming every field that breaks a rule */
    NewDocument checked() {
        var errors = description();
        if (content == null || content.isBlank()) {
            errors.add("content", "required");
        }
        if (format != null && TextFormat.named(format).isEmpty()) {
            errors.add("format", "one_of", Map.of("allowed", TextFormat.NAMES));
        }
        errors.throwIfAny();
        return this;
    }

    /**
     * The same for what is said about a file.
     *
     * @throws ProblemException validation_failed (422) naming every field that breaks a rule
     */
    NewDocument checkedDescription() {
        description().throwIfAny();
        return this;
    }

    private FieldErrors description() {
        var errors = new FieldErrors()
                .optionalText("title", title, LONGEST_TITLE)
                .optionalText("source", source, LONGEST_SOURCE)
                .optionalText("language", language, LONGEST_LANGUAGE)
                .optionalText("collection", collection, NewCollection.LONGEST_NAME);
        checkMetadata(errors, metadata);
        checkTags(errors, tags);
        return errors;
    }

    TextFormat textFormat() {
        return format == null ? TextFormat.TEXT : TextFormat.named(format).orElseThrow();
    }

    Set<String> tagSet() {
        return new TreeSet<>(tags);
    }

    String metadataJson() {
        return metadataJson(metadata);
    }

    static void checkMetadata(FieldErrors errors, JsonNode metadata) {
        if (metadata == null || metadata.isNull()) {
            return;
        }
        if (!metadata.isObject()) {
            errors.add("metadata", "type", Map.of("expected", "object"));
        } else if (metadata.toString().length() > LONGEST_METADATA) {
            errors.optionalText("metadata", metadata.toString(), LONGEST_METADATA);
        }
    }

    static void checkTags(FieldErrors errors, List<String> tags) {
        if (tags.size() > MOST_TAGS) {
            errors.add("tags", "max_items", Map.of("max", MOST_TAGS, "actual", tags.size()));
        }
        for (int at = 0; at < tags.size(); at++) {
            errors.text("tags[" + at + "]", tags.get(at), LONGEST_TAG);
        }
    }

    static String metadataJson(JsonNode metadata) {
        return metadata == null || metadata.isNull() || metadata.isEmpty() ? null : metadata.toString();
    }

    /** A title that was not given but found, brought to the length that fits. */
    static String cut(String title) {
        var line = NormalText.line(title);
        if (line.length() <= LONGEST_TITLE) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST_TITLE - 2)) ? LONGEST_TITLE - 2 : LONGEST_TITLE - 1;
        return line.substring(0, end) + "…";
    }
}
