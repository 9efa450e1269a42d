package steward.knowledge;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds what a text is made of: words and numbers, runs of scripts that put no space between words, compounds such as
 * {@code TH-01}, {@code ERR_4021} or {@code v2.3.1}, and the gaps that punctuation makes. Passages and queries go
 * through the same scanner, which is why they meet. Stateless.
 */
final class TextScanner {
    /** Longest word or compound told as a whole, in code points; what is longer is cut off here and in queries alike. */
    static final int LONGEST = 64;

    private static final Set<UnicodeScript> UNSPACED = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    /** Receives the pieces in the order of the text; positions are indexes of the folded text. */
    interface Sink {
        /** A word or number, also one that is part of a compound. */
        void word(int from, int to);

        /** Words joined by single connectors, told before its words are. */
        void compound(int from, int to);

        /** Characters of a script without spaces. */
        void run(int from, int to);

        /** Punctuation between two pieces; a phrase does not reach across it. */
        void gap();
    }

    private TextScanner() {}

    static void scan(FoldedText text, int begin, int limit, Sink sink) {
        int compoundEnd = begin;
        int at = begin;
        while (at < limit) {
            int codePoint = text.codePoint(at);
            if (isUnspaced(codePoint)) {
                int end = runEnd(text, at, limit);
                sink.run(at, end);
                at = end;
            } else if (isWordPart(codePoint)) {
                if (at >= compoundEnd) {
                    compoundEnd = tellCompound(text, at, limit, sink);
                }
                int end = wordEnd(text, at, limit);
                sink.word(at, Math.min(end, at + LONGEST));
                at = afterApostrophe(text, end, limit);
            } else {
                if (!Character.isWhitespace(codePoint) && !joins(text, at, begin, limit)) {
                    sink.gap();
                }
                at++;
            }
        }
    }

    static boolean isUnspaced(int codePoint) {
        if (codePoint < 0x0E00) {
            return false;
        }
        return (codePoint >= 0x4E00 && codePoint <= 0x9FFF)
                || codePoint == 0x30FC
                || (Character.isLetter(codePoint) || isMark(codePoint))
                        && UNSPACED.contains(UnicodeScript.of(codePoint));
    }

    private static boolean isWordPart(int codePoint) {
        return Character.isLetterOrDigit(codePoint) && !isUnspaced(codePoint);
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static int runEnd(FoldedText text, int from, int limit) {
        int end = from + 1;
        while (end < limit && isUnspaced(text.codePoint(end))) {
            end++;
        }
        return end;
    }

    private static int wordEnd(FoldedText text, int from, int limit) {
        int end = from + 1;
        while (end < limit && (isWordPart(text.codePoint(end)) || isMark(text.codePoint(end)))) {
            end++;
        }
        return end;
    }

    /** Passes over the {@code 's} of user's and the {@code 't} of don't, which no one searches for. */
    private static int afterApostrophe(FoldedText text, int at, int limit) {
        if (at + 1 >= limit || (text.codePoint(at) != '\'' && text.codePoint(at) != '’')) {
            return at;
        }
        int end = at + 1;
        while (end < limit && isWordPart(text.codePoint(end))) {
            end++;
        }
        return end - at <= 3 ? end : at;
    }

    /** Tells the compound that begins here, if one does, and returns where it ends. */
    private static int tellCompound(FoldedText text, int from, int limit, Sink sink) {
        int first = wordEnd(text, from, limit);
        int end = first;
        while (end + 1 < limit && isConnector(text, end) && isWordPart(text.codePoint(end + 1))) {
            end = wordEnd(text, end + 1, limit);
        }
        int whole = end == first ? afterSigns(text, from, first, limit) : end;
        if (whole > first && whole - from <= LONGEST) {
            sink.compound(from, whole);
        }
        return end;
    }

    /** C++, C#: the signs belong to the name. */
    private static int afterSigns(FoldedText text, int from, int end, int limit) {
        int after = end;
        while (after < limit && (text.codePoint(after) == '+' || text.codePoint(after) == '#')) {
            after++;
        }
        boolean ends = after == limit || !isWordPart(text.codePoint(after));
        return end - from <= 2 && ends && after - end <= 2 ? after : end;
    }

    private static boolean joins(FoldedText text, int at, int begin, int limit) {
        return at > begin
                && at + 1 < limit
                && isConnector(text, at)
                && isPiece(text.codePoint(at - 1))
                && isPiece(text.codePoint(at + 1));
    }

    private static boolean isPiece(int codePoint) {
        return isWordPart(codePoint) || isUnspaced(codePoint);
    }

    private static boolean isConnector(FoldedText text, int at) {
        return switch (text.codePoint(at)) {
            case '-', '_', '.', '/', '\\', ':', '@', '#', '+', '&', '=', '~' -> true;
            case ',' ->
                at > 0
                        && at + 1 < text.length()
                        && Character.isDigit(text.codePoint(at - 1))
                        && Character.isDigit(text.codePoint(at + 1));
            default -> false;
        };
    }
}
