package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The collections that documents are kept in. Everything here waits for the database. Thread-safe. */
@ApplicationScoped
public class KnowledgeCollections {
    /** Deleted by one statement, so that its answer comes long before a silent database is given up. */
    private static final int AT_ONCE = 1_000;

    private Transactions transactions;
    private ChangeGate gate;
    private Ids ids;
    private Clock clock;

    KnowledgeCollections() {} // for the CDI proxy

    @Inject
    KnowledgeCollections(Transactions transactions, ChangeGate gate, Ids ids, Clock clock) {
        this.transactions = transactions;
        this.gate = gate;
        this.ids = ids;
        this.clock = clock;
    }

    /** All of them, by name. */
    public List<CollectionInfo> list() {
        return transactions.call(entities -> {
            var counts = DocumentRepository.counts(entities);
            return DocumentRepository.collections(entities).stream()
                    .map(collection -> collection.info(counts.getOrDefault(collection.id(), 0L)))
                    .toList();
        });
    }

    /** @throws ProblemException not_found (404) */
    public CollectionInfo get(String id) {
        return transactions.call(entities -> info(entities, DocumentRepository.collection(entities, id)));
    }

    /** @throws ProblemException validation_failed (422), conflict (409) where the name is taken */
    public CollectionInfo add(NewCollection collection) {
        collection.checked();
        return gate.through(entities -> {
            long change = ChangeLog.next(entities);
            refuseTaken(entities, collection.name(), null);
            var row = insert(entities, collection);
            ChangeLog.collectionsChanged(entities, change);
            return row.info(0);
        });
    }

    DocumentCollection insert(EntityManager entities, NewCollection collection) {
        var row = new DocumentCollection(
                ids.next().toString(), collection.name(), collection.description(), collection.language(), now());
        entities.persist(row);
        entities.flush();
        return row;
    }

    /**
     * Renames or describes a collection anew.
     *
     * @throws ProblemException not_found (404), conflict (409), precondition_failed (412), validation_failed (422)
     */
    public CollectionInfo replace(String id, NewCollection collection, Long ifVersion) {
        collection.checked();
        return gate.through(entities -> {
            long change = ChangeLog.next(entities);
            var row = existing(entities, id, ifVersion);
            refuseTaken(entities, collection.name(), id);
            if (row.isDefault() && !collection.name().equals(row.name())) {
                throw conflict("name", "default_collection", Map.of());
            }
            row.change(collection.name(), collection.description(), collection.language(), now());
            entities.flush();
            ChangeLog.collectionsChanged(entities, change);
            return info(entities, row);
        });
    }

    /**
     * Deletes a collection.
     *
     * @param withDocuments whether to delete it together with the documents it holds
     * @throws ProblemException not_found (404), precondition_failed (412), conflict (409) where it holds documents and
     *     they are not to go with it, or where it is the default one
     */
    public void delete(String id, boolean withDocuments, Long ifVersion) {
        gate.through(entities -> {
            long change = ChangeLog.next(entities);
            var row = existing(entities, id, ifVersion);
            if (row.isDefault()) {
                throw conflict("id", "default_collection", Map.of());
            }
            long documents = DocumentRepository.count(entities, id);
            if (documents > 0 && !withDocuments) {
                throw conflict("force", "collection_not_empty", Map.of("documents", documents));
            }
            deleteDocuments(entities, id);
            entities.remove(row);
            entities.flush();
            ChangeLog.deleted(entities, id, change, now());
            ChangeLog.collectionsChanged(entities, change);
            return null;
        });
    }

    private static void deleteDocuments(EntityManager entities, String collection) {
        int deleted;
        do {
            deleted = Sql.update(
                    entities,
                    "delete from document where id in (select id from document where collection_id = ? order by id limit ?)",
                    collection,
                    AT_ONCE);
        } while (deleted == AT_ONCE);
    }

    private static CollectionInfo info(EntityManager entities, DocumentCollection row) {
        return row.info(DocumentRepository.count(entities, row.id()));
    }

    private static DocumentCollection existing(EntityManager entities, String id, Long ifVersion) {
        var row = DocumentRepository.collection(entities, id);
        if (ifVersion != null && ifVersion != row.version()) {
            throw new ProblemException(ProblemType.PRECONDITION_FAILED);
        }
        return row;
    }

    private static void refuseTaken(EntityManager entities, String name, String ownId) {
        DocumentRepository.collectionNamed(entities, name)
                .filter(other -> !other.id().equals(ownId))
                .ifPresent(other -> {
                    throw conflict("name", "taken", Map.of());
                });
    }

    private static ProblemException conflict(String field, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.CONFLICT).field(field, rule, values);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
