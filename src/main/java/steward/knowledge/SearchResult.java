package steward.knowledge;

import java.util.List;

/**
 * What a search has found. Immutable.
 *
 * @param query the question as it was asked
 * @param mode how it was searched: {@code keyword}
 * @param requestedMode how it was asked to be searched, where that is something else; else null
 * @param total how many passages match at all; counted exactly up to 1,000
 * @param totalIsExact false where there are more than {@code total}
 * @param tookMs how long it took, in milliseconds
 * @param results the best first
 * @param explain how the question was understood, where that was asked for, else null
 */
public record SearchResult(
        String query,
        String mode,
        String requestedMode,
        long total,
        boolean totalIsExact,
        double tookMs,
        List<Passage> results,
        SearchExplanation explain) {
    public SearchResult {
        results = List.copyOf(results);
    }

    /** The same, as the answer to a search in another mode. */
    SearchResult inPlaceOf(String otherMode) {
        return new SearchResult(query, mode, otherMode, total, totalIsExact, tookMs, results, explain);
    }

    /** Whether anything was found that is about the question. */
    public boolean hasRelevant() {
        return results.stream().anyMatch(Passage::isRelevant);
    }
}
