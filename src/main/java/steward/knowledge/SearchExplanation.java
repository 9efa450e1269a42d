package steward.knowledge;

import java.util.List;

/**
 * How a question was understood, and why an expected document was not found.
 *
 * @param terms what was searched for
 * @param phrases what had to occur as it stands
 * @param ignored stop words that were left out
 * @param expected null where no document was expected
 */
public record SearchExplanation(List<Term> terms, List<String> phrases, List<String> ignored, Expected expected) {
    public SearchExplanation {
        terms = List.copyOf(terms);
        phrases = List.copyOf(phrases);
        ignored = List.copyOf(ignored);
    }

    /**
     * A term of the question.
     *
     * @param kind {@code word}, {@code compound}, {@code run} or {@code character}
     * @param passages in how many passages it occurs
     * @param weight how much it counts in the coverage; the rarer, the more
     */
    public record Term(String text, String kind, long passages, double weight) {}

    /**
     * What became of a document that was expected among the results.
     *
     * @param reason {@code in_results}, {@code not_indexed}, {@code other_collection}, {@code tag_missing},
     *     {@code phrase_missing}, {@code no_term_matches} or {@code ranked_lower}
     * @param rank among all passages by the sum of the parts, 1 for the best; null where it did not match or is not among the first 1,000
     * @param chunkId its best passage, or null
     * @param explain that passage's score, or null
     */
    public record Expected(
            String documentId, String reason, Integer rank, String chunkId, Double score, PassageExplanation explain) {}
}
