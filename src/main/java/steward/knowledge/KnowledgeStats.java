package steward.knowledge;

/**
 * How much is known, and how far this instance's index is.
 *
 * @param characters of all texts, in UTF-16 code units
 * @param version the last change that searches on this instance see
 */
public record KnowledgeStats(
        long documents, long passages, long characters, long collections, long version, IndexStats index) {
    /**
     * This instance's index.
     *
     * @param applied the last change it holds
     * @param newest the last change there is, as last seen
     */
    public record IndexStats(boolean ready, long passages, long applied, long newest) {}
}
