package steward.knowledge;

/**
 * What became of a document that was added.
 *
 * @param documentId the document that holds the text now; null while it is only queued
 * @param status {@code indexed}: the next search on this instance finds it; {@code queued}: a task will add it
 * @param chunks how many passages it has
 * @param taskId the task that will add it, where it is queued; else null
 * @param duplicateOf the document that had the very same text before, where nothing was added; else null
 */
public record Added(String documentId, String status, Integer chunks, String taskId, String duplicateOf) {
    static Added added(String id, int chunks) {
        return new Added(id, "indexed", chunks, null, null);
    }

    static Added duplicate(DocumentInfo of) {
        return new Added(of.id(), "indexed", of.chunks(), null, of.id());
    }

    static Added queued(String taskId) {
        return new Added(null, "queued", null, taskId, null);
    }
}
