package steward.knowledge;

import java.util.List;

/**
 * How a passage's score came about.
 *
 * @param matched the question's terms that it contains
 * @param missing those that it does not
 * @param parts what each term in each field added
 * @param base the sum of the parts, brought to 0 to 1
 * @param coverageFactor what {@code base} was multiplied by for the terms that are missing
 * @param languageFactor what it was multiplied by for being in another language than the question
 */
public record PassageExplanation(
        List<String> matched,
        List<String> missing,
        List<Part> parts,
        double base,
        double coverageFactor,
        double languageFactor) {
    public PassageExplanation {
        matched = List.copyOf(matched);
        missing = List.copyOf(missing);
        parts = List.copyOf(parts);
    }

    /**
     * One addend.
     *
     * @param field {@code words}, {@code grams}, {@code title} or {@code heading}
     */
    public record Part(String field, String term, double score) {}
}
