package steward.chat;

/** What one asker has heard of an answer, until it is whole or no more is wanted. Thread-safe. */
final class HeardSoFar {
    private final StringBuilder text = new StringBuilder();
    private Beginning beginning;
    private boolean closed;

    synchronized void piece(byte[] piece) {
        if (!closed) {
            Piece.tell(piece, begun -> beginning = begun, text::append);
        }
    }

    /** True for the first who asks: the turn ends here, once. */
    synchronized boolean close() {
        var first = !closed;
        closed = true;
        return first;
    }

    synchronized boolean isEmpty() {
        return beginning == null || text.isEmpty();
    }

    synchronized Answer answer() {
        var said = text.toString();
        return new Answer(
                said,
                beginning.mode(),
                beginning.model(),
                beginning.provider(),
                beginning.fallback(),
                beginning.citations().stream()
                        .map(citation -> citation.cited(said.contains("[" + citation.n() + "]")))
                        .toList(),
                Answer.Usage.NONE);
    }
}
