package steward.knowledge.file;

/**
 * A line of a PDF as it stands on its page.
 *
 * @param size of its letters in points, rounded to halves
 * @param endsParagraph whether more than the usual space follows
 */
record PdfLine(int page, String text, double size, boolean endsParagraph) {
    private static final int LONGEST_HEADING = 120;

    /** About how wide it is: a Chinese character counts as two Latin ones. */
    int width() {
        return text.codePoints().map(point -> isWide(point) ? 2 : 1).sum();
    }

    boolean endsSentence() {
        return !text.isEmpty() && "。！？；：.!?;:".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    /** Noticeably larger than what the text is set in, and short. */
    boolean isHeading(double bodySize) {
        return size >= bodySize * 1.15
                && text.length() <= LONGEST_HEADING
                && text.codePoints().anyMatch(Character::isLetter);
    }

    /** Two lines of one paragraph as one; a word divided at the end of the line becomes whole. */
    static String joined(String first, String second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first + second;
        }
        if (first.matches("(?s).*\\p{L}-") && Character.isLowerCase(second.charAt(0))) {
            return first.substring(0, first.length() - 1) + second;
        }
        boolean apart = !isWide(first.codePointBefore(first.length())) || !isWide(second.codePointAt(0));
        return first + (apart ? " " : "") + second;
    }

    private static boolean isWide(int point) {
        return point >= 0x2E80 && (Character.isIdeographic(point) || point >= 0x3000 && point < 0xFFE0);
    }
}
