package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import steward.identity.Caller;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * What one caller sees of documents and collections: what is hidden is as what does not exist. What has an id or a name is
 * looked up in the database, for whom something is hidden from only. Thread-safe.
 */
@ApplicationScoped
class Visible {
    private KnowledgeBase knowledge;

    Visible() {} // for the CDI proxy

    @Inject
    Visible(KnowledgeBase knowledge) {
        this.knowledge = knowledge;
    }

    /** @throws ProblemException not_found (404) for a document that this caller may not see */
    void requireDocument(Caller caller, String id) {
        var hidden = caller.hiddenCollections();
        if (!hidden.isEmpty() && hidden.contains(knowledge.collectionOf(id))) {
            throw new ProblemException(ProblemType.NOT_FOUND).with("what", "document");
        }
    }

    /** @throws ProblemException not_found (404) */
    static void requireCollection(Caller caller, String id) {
        if (caller.hiddenCollections().contains(id)) {
            throw new ProblemException(ProblemType.NOT_FOUND).with("what", "collection");
        }
    }

    /** @throws ProblemException validation_failed (422) where documents may not go there; null is the default one */
    void requireTarget(Caller caller, String collection) {
        var hidden = caller.hiddenCollections();
        if (!hidden.isEmpty()
                && knowledge.collectionId(collection).filter(hidden::contains).isPresent()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED).field("collection", "unknown", Map.of());
        }
    }

    /** As {@link #requireTarget(Caller, String)}, for a change that may leave the document where it is. */
    void requireTarget(Caller caller, JsonNode patch) {
        var collection = DocumentPatch.of(patch).collection();
        if (collection != null) {
            requireTarget(caller, collection);
        }
    }

    static List<CollectionInfo> of(Caller caller, List<CollectionInfo> collections) {
        return collections.stream()
                .filter(collection -> !caller.hiddenCollections().contains(collection.id()))
                .toList();
    }
}
