package steward.knowledge;

import java.text.Normalizer;

/**
 * The one form in which a text is stored, hashed, cut and quoted: NFC, line feeds only, no control characters, no half
 * surrogates (neither database could store them), no blanks at line ends, no more than one blank line in a row.
 */
final class NormalText {
    private NormalText() {}

    static String of(String text) {
        var composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        var out = new StringBuilder(composed.length());
        for (int at = 0; at < composed.length(); ) {
            int codePoint = composed.codePointAt(at);
            at += Character.charCount(codePoint);
            if (codePoint == '\r') {
                endLine(out, at < composed.length() && composed.charAt(at) == '\n');
            } else if (codePoint == '\n' || codePoint == '\f' || codePoint == '\u2028' || codePoint == '\u2029') {
                endLine(out, false);
            } else {
                append(out, codePoint);
            }
        }
        endLine(out, false);
        return trimmed(out);
    }

    /** Text on one line, for titles: blanks and control characters become single spaces. */
    static String line(String text) {
        return of(text).replaceAll("\\s+", " ").strip();
    }

    /** The same for a text that may be null; what shows nothing is null too. */
    static String optionalLine(String text) {
        var line = text == null ? "" : line(text);
        return line.isEmpty() ? null : line;
    }

    private static void append(StringBuilder out, int codePoint) {
        if (codePoint == '\t') {
            out.append('\t');
        } else if (isBlank(codePoint)) {
            out.append(' ');
        } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            out.append('\uFFFD');
        } else if (!Character.isISOControl(codePoint) && !isInvisible(codePoint)) {
            out.appendCodePoint(codePoint);
        }
    }

    private static boolean isBlank(int codePoint) {
        return codePoint == '\u00A0' || codePoint == '\u202F' || codePoint == '\u2007';
    }

    /** Byte order marks, zero-width spaces, word joiners and soft hyphens: they would cut words without being seen. */
    private static boolean isInvisible(int codePoint) {
        return codePoint == '\uFEFF' || codePoint == '\u200B' || codePoint == '\u2060' || codePoint == '\u00AD';
    }

    private static void endLine(StringBuilder out, boolean lineFeedFollows) {
        if (lineFeedFollows) {
            return;
        }
        int end = out.length();
        while (end > 0 && (out.charAt(end - 1) == ' ' || out.charAt(end - 1) == '\t')) {
            end--;
        }
        out.setLength(end);
        boolean blankBefore = end == 0 || (end >= 2 && out.charAt(end - 1) == '\n' && out.charAt(end - 2) == '\n');
        if (!blankBefore) {
            out.append('\n');
        }
    }

    private static String trimmed(StringBuilder out) {
        int end = out.length();
        while (end > 0 && Character.isWhitespace(out.charAt(end - 1))) {
            end--;
        }
        out.setLength(end);
        return out.toString();
    }
}
