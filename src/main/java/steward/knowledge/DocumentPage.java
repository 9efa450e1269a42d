package steward.knowledge;

import java.util.List;

/**
 * Some of the documents.
 *
 * @param nextCursor where the next page begins; null after the last one
 */
public record DocumentPage(List<DocumentInfo> items, String nextCursor) {
    public DocumentPage {
        items = List.copyOf(items);
    }
}
