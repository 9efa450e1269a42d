package steward.knowledge;

import java.time.Instant;

/**
 * A collection as callers see it.
 *
 * @param description null where none was given
 * @param language the language its documents are mostly in, as its owner says, or null
 * @param documents how many documents it holds
 * @param version rises with each change; its {@code ETag}
 */
public record CollectionInfo(
        String id,
        String name,
        String description,
        String language,
        long documents,
        long version,
        Instant createdAt,
        Instant updatedAt) {}
