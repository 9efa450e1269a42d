package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import steward.platform.database.Ids;
import steward.platform.http.Paging;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The knowledge base: documents, their passages, and search over them. A document that was added is a committed row and
 * is found by the next search on this instance, by the others within about a second.
 *
 * <p>All methods but {@link #search}, {@link #version} and {@link #ready} wait for the database: call them on threads that
 * may block. A search reads this instance's index only, which takes about a millisecond, and works without the database.
 * Thread-safe.
 */
@ApplicationScoped
public class KnowledgeBase {
    private Transactions transactions;
    private ChangeGate gate;
    private IndexFollower index;
    private Ids ids;
    private Clock clock;

    KnowledgeBase() {} // for the CDI proxy

    @Inject
    KnowledgeBase(Transactions transactions, ChangeGate gate, IndexFollower index, Ids ids, Clock clock) {
        this.transactions = transactions;
        this.gate = gate;
        this.index = index;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Searches; chat and the search API both call this.
     *
     * @throws ProblemException invalid_request (400) for a collection that does not exist, starting (503) while the index
     *     is not ready
     */
    public SearchResult search(SearchQuery query) {
        long started = System.nanoTime();
        var hits = index.search(query);
        double tookMs = Math.round((System.nanoTime() - started) / 1e4) / 100.0;
        return new SearchResult(
                query.text(), "keyword", null, hits.total(), hits.exact(), tookMs, hits.passages(), hits.explanation());
    }

    /** Rises with each change of the knowledge that searches on this instance see; part of a cached answer's key. */
    public long version() {
        index.refresh();
        return index.version();
    }

    /** Whether this instance's index holds everything that was known when it started. */
    public boolean ready() {
        return index.ready();
    }

    /**
     * Adds a document, unless its collection holds one with the very same text already.
     *
     * @param fileName of an uploaded file, or null
     * @throws ProblemException validation_failed (422), document_too_large (413), database_unavailable (503)
     */
    public Added add(NewDocument document, String fileName) {
        var text = PreparedText.of(document.checked().textFormat(), document.content(), document.title(), fileName);
        return addReady(document, text);
    }

    /** The same for a text that has been read and cut already. */
    Added addReady(NewDocument document, PreparedText text) {
        return gate.through(entities -> add(entities, document, text));
    }

    /** Adds within a transaction that has other things to do as well. */
    Added add(EntityManager entities, NewDocument document, PreparedText text) {
        var collection = collection(entities, document.collection());
        var before = DocumentRepository.withHash(entities, collection.id(), text.hash());
        if (before.isPresent()) {
            return Added.duplicate(before.get().info());
        }
        long change = ChangeLog.next(entities);
        // only now nobody else can add the same text at the same time
        before = DocumentRepository.withHash(entities, collection.id(), text.hash());
        return before.isPresent()
                ? Added.duplicate(before.get().info())
                : insert(entities, document, text, collection, change);
    }

    private Added insert(
            EntityManager entities,
            NewDocument document,
            PreparedText text,
            DocumentCollection collection,
            long change) {
        var row = new Document(ids.next().toString(), now());
        row.moveTo(collection);
        fill(row, document, text, change);
        entities.persist(row);
        TextRows.insert(entities, row.id(), text, () -> ids.next().toString());
        return Added.added(row.id(), text.chunks().size());
    }

    private void fill(Document row, NewDocument document, PreparedText text, long change) {
        row.contain(text);
        row.describe(text.title(), document.source(), document.metadataJson(), document.tagSet());
        if (document.language() != null) {
            row.speak(document.language());
        }
        row.changed(change, now());
    }

    /** @throws ProblemException not_found (404) */
    public DocumentInfo get(String id) {
        return transactions.call(
                entities -> DocumentRepository.document(entities, id).info());
    }

    /** The id of the collection that a document is in; not_found (404). */
    String collectionOf(String documentId) {
        return transactions.call(entities ->
                DocumentRepository.document(entities, documentId).collection().id());
    }

    /** The id of the collection of this name; of the default one for null. */
    Optional<String> collectionId(String name) {
        return transactions.call(entities -> DocumentRepository.collectionNamed(
                        entities, name == null ? DocumentCollection.DEFAULT : name)
                .map(DocumentCollection::id));
    }

    /**
     * Lists documents page by page.
     *
     * @throws ProblemException invalid_request (400) for a cursor that is not ours
     */
    public DocumentPage list(DocumentFilter filter) {
        var after = filter.cursor() == null
                ? null
                : Paging.uuid(Paging.cursor(filter.cursor(), 1).get(0)).toString();
        var found = transactions.call(entities -> DocumentRepository.page(entities, filter, after).stream()
                .map(Document::info)
                .toList());
        if (found.size() <= filter.limit()) {
            return new DocumentPage(found, null);
        }
        var page = found.subList(0, filter.limit());
        return new DocumentPage(
                page, Paging.cursor(List.of(page.get(page.size() - 1).id())));
    }

    /**
     * Gives a document another text and description.
     *
     * @param document its collection is kept where it names none
     * @param ifVersion the version it must have, or null
     * @throws ProblemException not_found (404), conflict (409) where another document of the collection has this text,
     *     precondition_failed (412), validation_failed (422), document_too_large (413)
     */
    public DocumentInfo replace(String id, NewDocument document, Long ifVersion) {
        var text = PreparedText.of(document.checked().textFormat(), document.content(), document.title(), null);
        return gate.through(entities -> replace(entities, id, document, text, ifVersion));
    }

    private DocumentInfo replace(
            EntityManager entities, String id, NewDocument document, PreparedText text, Long ifVersion) {
        long change = ChangeLog.next(entities);
        var row = existing(entities, id, ifVersion);
        if (document.collection() != null) {
            row.moveTo(collection(entities, document.collection()));
        }
        refuseTwin(entities, row, text.hash());
        TextRows.delete(entities, id);
        fill(row, document, text, change);
        TextRows.insert(entities, id, text, () -> ids.next().toString());
        return row.info();
    }

    /**
     * Changes what is said about a document, not its text. A field that is absent stays, one that is null goes (RFC 7396).
     *
     * @param patch an object with {@code title}, {@code source}, {@code metadata}, {@code tags}, {@code language} or
     *     {@code collection}
     * @throws ProblemException not_found (404), conflict (409), precondition_failed (412), validation_failed (422)
     */
    public DocumentInfo patch(String id, JsonNode patch, Long ifVersion) {
        var wanted = DocumentPatch.of(patch);
        return gate.through(entities -> {
            long change = ChangeLog.next(entities);
            var row = existing(entities, id, ifVersion);
            wanted.applyTo(row);
            if (wanted.collection() != null) {
                row.moveTo(collection(entities, wanted.collection()));
                refuseTwin(entities, row, row.contentHash());
            }
            row.changed(change, now());
            entities.flush();
            return row.info();
        });
    }

    /** @throws ProblemException not_found (404), precondition_failed (412) */
    public void delete(String id, Long ifVersion) {
        gate.through(entities -> {
            long change = ChangeLog.next(entities);
            delete(entities, existing(entities, id, ifVersion), change);
            return null;
        });
    }

    void delete(EntityManager entities, Document row, long change) {
        TextRows.delete(entities, row.id());
        entities.remove(row);
        ChangeLog.deleted(entities, row.id(), change, now());
    }

    /**
     * A document's text from {@code start} to {@code end}, both brought to what there is.
     *
     * @throws ProblemException not_found (404)
     */
    public DocumentContent content(String id, int start, int end) {
        return transactions.call(entities -> {
            var row = DocumentRepository.document(entities, id);
            var text = TextRows.text(entities, id);
            int from = Math.min(start, text.length());
            int to = Math.max(from, Math.min(end, text.length()));
            return new DocumentContent(
                    id, row.title(), text.substring(from, to), from, to, text.length(), row.version());
        });
    }

    /**
     * A document's passages in their order, page by page.
     *
     * @param cursor where the page before ended, or null
     * @throws ProblemException not_found (404), invalid_request (400) for a cursor that is not ours
     */
    public ChunkPage chunks(String id, int limit, String cursor) {
        int first = cursor == null ? 0 : number(Paging.cursor(cursor, 1).get(0));
        var passages = transactions.call(entities -> {
            DocumentRepository.document(entities, id);
            return TextRows.passages(entities, id, TextRows.text(entities, id), first - 1, limit + 1);
        });
        var items = new ArrayList<ChunkInfo>();
        for (var passage : passages.subList(0, Math.min(limit, passages.size()))) {
            items.add(ChunkInfo.of(passage, first + items.size()));
        }
        var next = Paging.cursor(List.of(Integer.toString(first + limit)));
        return new ChunkPage(items, passages.size() > limit ? next : null);
    }

    /** How much is known. */
    public KnowledgeStats stats() {
        return transactions.call(entities -> {
            var sums = Sql.list(
                            entities,
                            "select count(*), coalesce(sum(passages), 0), coalesce(sum(characters), 0),"
                                    + " (select count(*) from collection) from document",
                            row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)})
                    .get(0);
            var indexed = new KnowledgeStats.IndexStats(
                    ready(),
                    ready() ? index.passages() : 0,
                    index.version(),
                    ChangeLog.state(entities).change());
            return new KnowledgeStats(sums[0], sums[1], sums[2], sums[3], version(), indexed);
        });
    }

    private static DocumentCollection collection(EntityManager entities, String name) {
        return DocumentRepository.collectionNamed(entities, name == null ? DocumentCollection.DEFAULT : name)
                .orElseThrow(() ->
                        new ProblemException(ProblemType.VALIDATION_FAILED).field("collection", "unknown", Map.of()));
    }

    private static Document existing(EntityManager entities, String id, Long ifVersion) {
        var row = DocumentRepository.document(entities, id);
        if (ifVersion != null && ifVersion != row.version()) {
            throw new ProblemException(ProblemType.PRECONDITION_FAILED);
        }
        return row;
    }

    private static void refuseTwin(EntityManager entities, Document row, String hash) {
        DocumentRepository.withHash(entities, row.collection().id(), hash)
                .filter(other -> !other.id().equals(row.id()))
                .ifPresent(other -> {
                    throw new ProblemException(ProblemType.CONFLICT)
                            .field("content", "duplicate", Map.of("id", other.id()));
                });
    }

    private static int number(String part) {
        try {
            return Math.max(0, Integer.parseInt(part));
        } catch (NumberFormatException notOurs) {
            throw ProblemException.badInput("cursor", "cursor");
        }
    }

    private Instant now() {
        // what the databases can keep, so that an answer now equals an answer later
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
