package steward.knowledge;

import java.util.List;

/**
 * Some of a document's passages.
 *
 * @param nextCursor where the next page begins; null after the last one
 */
public record ChunkPage(List<ChunkInfo> items, String nextCursor) {
    public ChunkPage {
        items = List.copyOf(items);
    }
}
