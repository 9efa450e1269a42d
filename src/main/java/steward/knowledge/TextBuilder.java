package steward.knowledge;

import java.util.ArrayList;
import java.util.List;
import steward.knowledge.DocumentText.Heading;

/**
 * Puts a document's text together from blocks, in normal form throughout, so that the offsets of its headings stay true.
 * For one thread.
 */
final class TextBuilder {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private final List<Heading> headings = new ArrayList<>();

    /** Adds to the block that is being written. */
    void append(String piece) {
        line.append(piece);
    }

    /** Ends the block; blocks are separated by an empty line. */
    void endBlock() {
        end("\n\n");
    }

    /** Ends the line within a list or table. */
    void endLine() {
        end("\n");
    }

    /** Ends the block as a heading. */
    void endHeading(int level) {
        var heading = NormalText.line(line.toString());
        line.setLength(0);
        if (!heading.isEmpty()) {
            separate("\n\n");
            headings.add(new Heading(text.length(), level, heading));
            text.append(heading);
            pending = "\n\n";
        }
    }

    DocumentText build(String title) {
        endBlock();
        var first = headings.isEmpty() ? DocumentText.firstLine(text.toString()) : mainHeading();
        return new DocumentText(
                title == null || title.isBlank() ? first : NormalText.line(title), text.toString(), headings);
    }

    private String pending = "";

    private void end(String separator) {
        var block = NormalText.of(line.toString());
        line.setLength(0);
        if (!block.isEmpty()) {
            separate("");
            text.append(block);
        }
        if (text.length() > 0 && pending.length() < separator.length()) {
            pending = separator;
        }
    }

    private void separate(String least) {
        if (text.length() > 0) {
            text.append(pending.length() < least.length() ? least : pending);
        }
        pending = "";
    }

    private String mainHeading() {
        return headings.stream()
                .filter(heading -> heading.level() == 1)
                .findFirst()
                .orElse(headings.get(0))
                .text();
    }
}
