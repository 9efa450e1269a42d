package steward.knowledge;

/**
 * A document's text, or a part of it.
 *
 * @param start where {@code text} begins, in UTF-16 code units of the whole text; the offsets of passages and citations
 *     count from 0
 * @param end exclusive
 * @param characters the length of the whole text
 * @param version the document's
 */
public record DocumentContent(
        String documentId, String title, String text, int start, int end, int characters, long version) {}
