package steward.chat;

import java.util.List;

/**
 * An answer as everybody who asked the same gets it.
 *
 * @param answer the text; in extractive mode quotations only
 * @param mode {@code model} or {@code extractive}: who wrote the text
 * @param model the model's name
 * @param provider where the model is served, a short label
 * @param fallback true where the model failed and the answer is extractive instead; null otherwise
 * @param citations the passages given to the model, or quoted, numbered from 1
 * @param usage the tokens it took
 */
record Answer(
        String answer,
        String mode,
        String model,
        String provider,
        Boolean fallback,
        List<Citation> citations,
        Usage usage) {

    static final String MODEL = "model";
    static final String EXTRACTIVE = "extractive";

    /**
     * A passage behind an answer.
     *
     * @param n its number, as in {@code [1]}
     * @param start where it begins in the document's text, in UTF-16 code units
     * @param end where it ends, exclusive
     * @param score the search's score
     * @param cited whether the answer's text names the number
     * @param text the passage itself
     */
    record Citation(
            int n,
            String documentId,
            String title,
            String chunkId,
            int start,
            int end,
            double score,
            boolean cited,
            String source,
            String text) {

        Citation as(int number) {
            return new Citation(number, documentId, title, chunkId, start, end, score, cited, source, text);
        }

        Citation cited(boolean named) {
            return new Citation(n, documentId, title, chunkId, start, end, score, named, source, text);
        }
    }

    /**
     * Tokens.
     *
     * @param estimated true where the model did not say and we counted ourselves
     */
    record Usage(int promptTokens, int completionTokens, int totalTokens, Boolean estimated) {
        static final Usage NONE = new Usage(0, 0, 0, null);
    }
}
