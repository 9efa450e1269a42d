package steward.knowledge;

/**
 * Which documents to list, the latest added first.
 *
 * @param collection the name of a collection, or null for all
 * @param tag a tag they must have, or null
 * @param text what their titles must contain, in whatever case; or null
 * @param limit how many at most
 * @param cursor where the last page ended, or null for the first
 */
public record DocumentFilter(String collection, String tag, String text, int limit, String cursor) {
    /** A first page. */
    public static DocumentFilter first(int limit) {
        return new DocumentFilter(null, null, null, limit, null);
    }
}
