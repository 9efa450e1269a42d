package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;

/**
 * What is to change in a document's description: a JSON merge patch (RFC 7396), checked.
 *
 * @param collection the name of the collection to move to, or null to stay
 */
record DocumentPatch(JsonNode patch, String collection) {
    private static final Set<String> TEXTS = Set.of("title", "source", "language", "collection");

    /** @throws ProblemException validation_failed (422) naming every field that breaks a rule */
    static DocumentPatch of(JsonNode patch) {
        var errors = new FieldErrors();
        patch.fieldNames().forEachRemaining(name -> checkName(errors, patch, name));
        errors.throwIfAny();
        errors.optionalText("source", text(patch, "source"), NewDocument.LONGEST_SOURCE)
                .optionalText("language", text(patch, "language"), NewDocument.LONGEST_LANGUAGE);
        if (patch.has("title")) {
            errors.text("title", text(patch, "title"), NewDocument.LONGEST_TITLE);
        }
        if (patch.has("collection")) {
            errors.text("collection", text(patch, "collection"), NewCollection.LONGEST_NAME);
        }
        NewDocument.checkMetadata(errors, patch.get("metadata"));
        NewDocument.checkTags(errors, tags(patch));
        errors.throwIfAny();
        return new DocumentPatch(patch, text(patch, "collection"));
    }

    void applyTo(Document row) {
        row.describe(
                patch.has("title") ? text(patch, "title") : row.title(),
                patch.has("source") ? text(patch, "source") : row.source(),
                patch.has("metadata") ? NewDocument.metadataJson(patch.get("metadata")) : row.metadata(),
                new TreeSet<>(patch.has("tags") ? tags(patch) : row.tags()));
        if (patch.has("language")) {
            row.speak(text(patch, "language"));
        }
    }

    private static void checkName(FieldErrors errors, JsonNode patch, String name) {
        var value = patch.get(name);
        if (TEXTS.contains(name)) {
            if (!value.isNull() && !value.isTextual()) {
                errors.add(name, "type", Map.of("expected", "string"));
            }
        } else if (name.equals("tags")) {
            checkTagTypes(errors, value);
        } else if (!name.equals("metadata")) {
            errors.add(name, "unknown");
        }
    }

    private static void checkTagTypes(FieldErrors errors, JsonNode tags) {
        if (!tags.isNull() && !tags.isArray()) {
            errors.add("tags", "type", Map.of("expected", "array"));
            return;
        }
        for (int at = 0; at < tags.size(); at++) {
            if (!tags.get(at).isTextual()) {
                errors.add("tags[" + at + "]", "type", Map.of("expected", "string"));
            }
        }
    }

    private static String text(JsonNode patch, String name) {
        return patch.hasNonNull(name) ? NormalText.optionalLine(patch.get(name).textValue()) : null;
    }

    private static List<String> tags(JsonNode patch) {
        var tags = new ArrayList<String>();
        patch.path("tags").forEach(tag -> tags.add(NormalText.optionalLine(tag.textValue())));
        return tags;
    }
}
