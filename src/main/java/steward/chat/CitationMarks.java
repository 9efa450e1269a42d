package steward.chat;

import java.util.BitSet;

/**
 * Keeps the marks {@code [n]} of a model's text honest while it streams: a number that no passage has is dropped and
 * counted. A mark may come in pieces, so an open one is held back until it is whole. For one thread.
 */
final class CitationMarks {
    private static final int LONGEST_MARK = 5;

    private final int passages;
    private final BitSet cited = new BitSet();
    private final StringBuilder held = new StringBuilder();
    private int dropped;

    CitationMarks(int passages) {
        this.passages = passages;
    }

    /** What of the text so far may be shown, from where the last call ended. */
    String pass(String piece) {
        if (held.isEmpty() && piece.indexOf('[') < 0) {
            return piece;
        }
        var shown = new StringBuilder(piece.length() + held.length());
        for (var i = 0; i < piece.length(); i++) {
            take(piece.charAt(i), shown);
        }
        return shown.toString();
    }

    private void take(char next, StringBuilder shown) {
        if (next == '[') {
            shown.append(held);
            held.setLength(0);
            held.append(next);
        } else if (held.isEmpty()) {
            shown.append(next);
        } else if (next == ']' && held.length() > 1) {
            close(shown);
        } else if (next >= '0' && next <= '9' && held.length() < LONGEST_MARK) {
            held.append(next);
        } else {
            shown.append(held).append(next);
            held.setLength(0);
        }
    }

    private void close(StringBuilder shown) {
        var n = Integer.parseInt(held.substring(1));
        if (n >= 1 && n <= passages) {
            cited.set(n);
            shown.append(held).append(']');
        } else if (passages == 0) {
            // nothing was given to cite: these brackets are the text's own
            shown.append(held).append(']');
        } else {
            dropped++;
        }
        held.setLength(0);
    }

    /** What was held back, when the text ends. */
    String rest() {
        var rest = held.toString();
        held.setLength(0);
        return rest;
    }

    boolean cited(int n) {
        return cited.get(n);
    }

    /** How many marks named a passage that does not exist. */
    int dropped() {
        return dropped;
    }
}
