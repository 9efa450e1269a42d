package steward.knowledge;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Documents and collections as rows. Everything runs in the caller's transaction. Stateless. */
final class DocumentRepository {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private DocumentRepository() {}

    /** @throws ProblemException not_found (404) */
    static Document document(EntityManager entities, String id) {
        return find(entities, Document.class, id)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "document"));
    }

    /** @throws ProblemException not_found (404) */
    static DocumentCollection collection(EntityManager entities, String id) {
        return find(entities, DocumentCollection.class, id)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "collection"));
    }

    /** What never was an id is not even looked for: it might hold what a database refuses to compare. */
    private static <T> Optional<T> find(EntityManager entities, Class<T> type, String id) {
        return isId(id) ? Optional.ofNullable(entities.find(type, id)) : Optional.empty();
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    static Optional<DocumentCollection> collectionNamed(EntityManager entities, String name) {
        return entities.createQuery("select c from DocumentCollection c where c.name = :name", DocumentCollection.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    static List<DocumentCollection> collections(EntityManager entities) {
        return entities.createQuery("select c from DocumentCollection c order by c.name", DocumentCollection.class)
                .getResultList();
    }

    /** The document of a collection that has this very text. */
    static Optional<Document> withHash(EntityManager entities, String collectionId, String hash) {
        return entities.createQuery(
                        "select d from Document d where d.collection.id = :collection and d.contentHash = :hash",
                        Document.class)
                .setParameter("collection", collectionId)
                .setParameter("hash", hash)
                .getResultStream()
                .findFirst();
    }

    /** Those after the one with this id (null for the first ones); one more than the limit, where there are so many. */
    static List<Document> page(EntityManager entities, DocumentFilter filter, String after) {
        var conditions = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        if (filter.collection() != null) {
            conditions.add("d.collection.name = :collection");
            values.put("collection", filter.collection());
        }
        if (filter.tag() != null) {
            conditions.add(":tag member of d.tags");
            values.put("tag", filter.tag());
        }
        if (filter.text() != null) {
            conditions.add("locate(:text, lower(d.title)) > 0");
            values.put("text", filter.text().toLowerCase(Locale.ROOT));
        }
        if (!filter.hidden().isEmpty()) {
            conditions.add("d.collection.id not in :hidden");
            values.put("hidden", filter.hidden());
        }
        if (after != null) {
            conditions.add("d.id < :after");
            values.put("after", after);
        }
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        var query = entities.createQuery("select d from Document d" + where + " order by d.id desc", Document.class);
        set(query, values);
        return query.setMaxResults(filter.limit() + 1)
                // the tags of all of them by one query instead of one each
                .setHint("eclipselink.batch", "d.tags")
                .setHint("eclipselink.batch.type", "IN")
                .getResultList();
    }

    private static void set(TypedQuery<?> query, Map<String, Object> values) {
        values.forEach(query::setParameter);
    }

    static long count(EntityManager entities, String collectionId) {
        return entities.createQuery("select count(d) from Document d where d.collection.id = :collection", Long.class)
                .setParameter("collection", collectionId)
                .getSingleResult();
    }

    /** Documents by the id of their collection. */
    static Map<String, Long> counts(EntityManager entities) {
        var counts = new HashMap<String, Long>();
        entities.createQuery(
                        "select d.collection.id, count(d) from Document d group by d.collection.id", Object[].class)
                .getResultList()
                .forEach(row -> counts.put((String) row[0], (Long) row[1]));
        return counts;
    }
}
