package steward.knowledge;

import java.util.List;
import java.util.Set;

/**
 * What to search for.
 *
 * @param text the question or the words; what stands in quotation marks must occur as it stands
 * @param k how many passages at most, 1 to {@link #MOST}
 * @param collections names of the collections to search; empty for all
 * @param tags only documents that have all of these
 * @param explain whether to tell how the ranking came about
 * @param expect the id of a document whose absence is to be explained, or null
 * @param hidden ids of collections whose passages are taken out before anything is ranked
 */
public record SearchQuery(
        String text,
        int k,
        List<String> collections,
        List<String> tags,
        boolean explain,
        String expect,
        Set<String> hidden) {
    /** The highest {@code k}. */
    public static final int MOST = 50;

    public SearchQuery {
        collections = List.copyOf(collections);
        tags = List.copyOf(tags);
        hidden = Set.copyOf(hidden);
    }

    /** Among everything. */
    public SearchQuery(
            String text, int k, List<String> collections, List<String> tags, boolean explain, String expect) {
        this(text, k, collections, tags, explain, expect, Set.of());
    }

    /** The same for somebody who may not read these collections; what is hidden is not explained either. */
    public SearchQuery hiding(Set<String> collectionIds) {
        return collectionIds.isEmpty()
                ? this
                : new SearchQuery(text, k, collections, tags, explain, null, collectionIds);
    }

    /** The {@code k} best passages of these collections, or of all if there are none. */
    public static SearchQuery of(String text, int k, List<String> collections) {
        return new SearchQuery(text, k, collections, List.of(), false, null);
    }
}
