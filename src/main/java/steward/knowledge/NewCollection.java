package steward.knowledge;

import java.util.regex.Pattern;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;

/**
 * A collection to be made, or what a collection is to become.
 *
 * @param name letters, digits, and {@code . _ -} and spaces between them, at most 64 characters
 * @param description may be null
 * @param language what its documents are mostly written in; may be null
 */
public record NewCollection(String name, String description, String language) {
    static final int LONGEST_NAME = 64;
    static final int LONGEST_DESCRIPTION = 1_000;
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N} ._-]*[\\p{L}\\p{M}\\p{N}])?");

    public NewCollection {
        name = NormalText.optionalLine(name);
        description = NormalText.optionalLine(description);
        language = NormalText.optionalLine(language);
    }

    /** @throws ProblemException validation_failed (422) naming every field that breaks a rule */
    NewCollection checked() {
        var errors = new FieldErrors()
                .text("name", name, LONGEST_NAME)
                .optionalText("description", description, LONGEST_DESCRIPTION)
                .optionalText("language", language, NewDocument.LONGEST_LANGUAGE);
        if (name != null && !NAME.matcher(name).matches()) {
            errors.add("name", "collection_name");
        }
        errors.throwIfAny();
        return this;
    }
}
