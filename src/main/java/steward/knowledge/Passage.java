package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A passage that search has found. Immutable.
 *
 * @param documentId the document it is part of
 * @param chunkId its own id; a change of the document's text gives its passages new ids
 * @param collection the name of the document's collection
 * @param title the document's title
 * @param heading the headings above it, joined by {@code " › "}; empty where there are none
 * @param text the passage itself: the document's text from {@code start} to {@code end}, exactly
 * @param start UTF-16 code units from the beginning of the document's text
 * @param end exclusive
 * @param score 0 to 1, higher is better; comparable within one search, roughly between searches
 * @param coverage 0 to 1, how much of what the question is about occurs in the passage, its title or its heading; rare
 *     terms count more. Below {@link #RELEVANT} a passage is probably about something else
 * @param source where the document came from, or null
 * @param tags the document's tags
 * @param metadata what its owner keeps with the document, or null
 * @param highlights what to mark in {@code text}, in order and apart from each other
 * @param explain how the score came about, where that was asked for, else null
 */
public record Passage(
        String documentId,
        String chunkId,
        String collection,
        String title,
        String heading,
        String text,
        int start,
        int end,
        double score,
        double coverage,
        String source,
        List<String> tags,
        JsonNode metadata,
        List<Highlight> highlights,
        PassageExplanation explain) {

    /** The coverage from which on a passage is taken to be about the question. */
    public static final double RELEVANT = 0.34;

    public Passage {
        tags = List.copyOf(tags);
        highlights = List.copyOf(highlights);
    }

    /** Whether the passage is about the question at all, not merely the best of what does not fit. */
    public boolean isRelevant() {
        return coverage >= RELEVANT;
    }
}
