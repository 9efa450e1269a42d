package steward.knowledge;

import java.util.Set;

/**
 * Which documents to list, the latest added first.
 *
 * @param collection the name of a collection, or null for all
 * @param tag a tag they must have, or null
 * @param text what their titles must contain, in whatever case; or null
 * @param limit how many at most
 * @param cursor where the last page ended, or null for the first
 * @param hidden ids of collections whose documents are left out
 */
public record DocumentFilter(String collection, String tag, String text, int limit, String cursor, Set<String> hidden) {
    public DocumentFilter {
        hidden = Set.copyOf(hidden);
    }

    /** Of all collections. */
    public DocumentFilter(String collection, String tag, String text, int limit, String cursor) {
        this(collection, tag, text, limit, cursor, Set.of());
    }

    /** The same for somebody who may not read these collections. */
    public DocumentFilter hiding(Set<String> collectionIds) {
        return new DocumentFilter(collection, tag, text, limit, cursor, collectionIds);
    }

    /** A first page. */
    public static DocumentFilter first(int limit) {
        return new DocumentFilter(null, null, null, limit, null);
    }
}
