package steward.knowledge;

/**
 * A passage as cut from a document: {@code text.substring(start, end)} of the stored text, exactly.
 *
 * @param start UTF-16 code units from the beginning of the document's text
 * @param end exclusive
 * @param heading the headings above it, joined by {@code " › "}; empty where there are none
 */
record Chunk(int start, int end, String heading) {
    String of(String text) {
        return text.substring(start, end);
    }
}
