package steward.cache;

/**
 * Which answers to forget: those that meet every criterion given; without any, all.
 *
 * @param model answers of this model, or null for any
 * @param collection answers drawn from this knowledge collection, or null for any
 * @param prefix answers whose key's text begins so, such as {@code chat:}, or null for any
 */
public record ClearFilter(String model, String collection, String prefix) {
    /** Forgets everything. */
    public static ClearFilter everything() {
        return new ClearFilter(null, null, null);
    }

    boolean matches(CacheKey key, CachedResponse response) {
        return (model == null || model.equals(response.model()))
                && (collection == null || response.collections().contains(collection))
                && (prefix == null || key.toString().startsWith(prefix));
    }
}
