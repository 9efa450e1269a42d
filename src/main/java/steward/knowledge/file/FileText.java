package steward.knowledge.file;

import java.util.List;

/**
 * The text of a file, block by block, without any markup. Immutable.
 *
 * @param title the title that the file itself shows, or null
 */
public record FileText(String title, List<Block> blocks) {
    /**
     * A piece of text.
     *
     * @param level 1 to 6 for a heading, {@link #PARAGRAPH} or {@link #LINE}
     * @param text not blank; a paragraph may have several lines
     */
    public record Block(int level, String text) {
        /** A block with an empty line around it. */
        public static final int PARAGRAPH = 0;
        /** An entry of a list or a row of a table: the next line follows at once. */
        public static final int LINE = -1;

        public boolean isHeading() {
            return level > 0;
        }
    }

    public FileText {
        blocks = List.copyOf(blocks);
    }
}
