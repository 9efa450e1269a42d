package steward.knowledge;

import java.util.List;

/**
 * The text of a document as it is stored and quoted, in its {@link NormalText normal form}, with its headings. Immutable.
 *
 * @param title the title that the text itself gives, or null
 * @param text what was written, without any markup
 * @param headings the headings in the order of the text
 */
record DocumentText(String title, String text, List<Heading> headings) {
    /**
     * A heading and where its line begins.
     *
     * @param offset UTF-16 code units from the beginning of the text
     * @param level 1 for the highest
     */
    record Heading(int offset, int level, String text) {}

    /** Longest title made up from a first line. */
    private static final int TITLE = 80;

    DocumentText {
        headings = List.copyOf(headings);
    }

    static DocumentText plain(String text) {
        var normal = NormalText.of(text);
        return new DocumentText(firstLine(normal), normal, List.of());
    }

    static DocumentText of(TextFormat format, String text) {
        return switch (format) {
            case TEXT -> plain(text);
            case MARKDOWN -> MarkdownText.read(text);
            case HTML -> HtmlText.read(text);
        };
    }

    /** The first line, where it is short enough to be a title; otherwise its beginning. */
    static String firstLine(String text) {
        int end = text.indexOf('\n');
        var line = NormalText.line(end < 0 ? text : text.substring(0, end));
        if (line.isEmpty()) {
            return null;
        }
        if (line.length() <= TITLE) {
            return line;
        }
        int cut = Character.isHighSurrogate(line.charAt(TITLE - 1)) ? TITLE - 1 : TITLE;
        return line.substring(0, cut) + "…";
    }
}
