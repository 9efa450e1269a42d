package steward.knowledge;

/**
 * A stretch of a passage that matches the question, in UTF-16 code units of the passage's text.
 *
 * @param start from the beginning of the passage
 * @param end exclusive
 */
public record Highlight(int start, int end) {}
