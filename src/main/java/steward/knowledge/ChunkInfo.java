package steward.knowledge;

/**
 * A passage as its document was cut.
 *
 * @param index its place among the document's passages, from 0
 * @param start UTF-16 code units from the beginning of the document's text
 * @param end exclusive
 */
public record ChunkInfo(String chunkId, int index, int start, int end, String heading, String text) {
    static ChunkInfo of(IndexedDocument.IndexedPassage passage, int index) {
        var chunk = passage.chunk();
        return new ChunkInfo(passage.id(), index, chunk.start(), chunk.end(), chunk.heading(), passage.text());
    }
}
