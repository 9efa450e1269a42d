package steward.knowledge;

/**
 * What became of a document that was added.
 *
 * @param documentId the document that holds the text now
 * @param status {@code indexed}: the next search on this instance finds it
 * @param chunks how many passages it has
 * @param duplicateOf the document that had the very same text before, where nothing was added; else null
 */
public record Added(String documentId, String status, int chunks, String duplicateOf) {
    static Added added(String id, int chunks) {
        return new Added(id, "indexed", chunks, null);
    }

    static Added duplicate(DocumentInfo of) {
        return new Added(of.id(), "indexed", of.chunks(), of.id());
    }
}
