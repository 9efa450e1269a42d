package steward.knowledge;

import java.util.List;

/**
 * A document as it goes into the index.
 *
 * @param source null where unknown
 * @param metadata JSON, or null
 */
record IndexedDocument(
        String id,
        String collectionId,
        String title,
        String source,
        String metadata,
        List<String> tags,
        List<IndexedPassage> passages) {

    /** One of its passages. */
    record IndexedPassage(String id, Chunk chunk, String text) {}
}
