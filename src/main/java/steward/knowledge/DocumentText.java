package steward.knowledge;

import java.util.List;
import steward.knowledge.file.FileText;

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
            case CSV -> TableText.read(text);
            case JSON -> JsonTree.read(text);
            case DOCX, XLSX, PPTX, PDF -> throw new IllegalArgumentException(format.name());
        };
    }

    /** Of a file that was no text. */
    static DocumentText of(FileText file) {
        var out = new TextBuilder();
        boolean inLines = false;
        for (var block : file.blocks()) {
            boolean line = block.level() == FileText.Block.LINE;
            if (inLines && !line) {
                out.endBlock();
            }
            inLines = line;
            out.append(block.text());
            end(out, block);
        }
        return out.build(file.title());
    }

    private static void end(TextBuilder out, FileText.Block block) {
        if (block.isHeading()) {
            out.endHeading(block.level());
        } else if (block.level() == FileText.Block.LINE) {
            out.endLine();
        } else {
            out.endBlock();
        }
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
