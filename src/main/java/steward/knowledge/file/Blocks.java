package steward.knowledge.file;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import steward.knowledge.file.FileText.Block;

/** Collects the blocks of a file as they are read, as far as the budget goes. For one thread. */
final class Blocks {
    private static final int DEEPEST_HEADING = 6;

    private final Budget budget;
    private final List<Block> blocks = new ArrayList<>();
    private String title;
    private String sheet;

    Blocks(Budget budget) {
        this.budget = budget;
    }

    /** The first one counts. */
    void title(String text) {
        if (title == null && !text.isBlank()) {
            title = text.strip();
        }
    }

    void heading(int level, String text) {
        add(Math.min(Math.max(level, 1), DEEPEST_HEADING), text);
    }

    /** A heading of the second level that is written only when something stands below it. */
    void sheet(String name) {
        sheet = name;
    }

    void paragraph(String text) {
        add(Block.PARAGRAPH, text);
    }

    void line(String text) {
        add(Block.LINE, text);
    }

    /** A row of a table; cells without text are left out. */
    void row(List<String> cells) {
        line(cells.stream()
                .map(cell -> cell.strip().replaceAll("\\s*\\n\\s*", " "))
                .filter(cell -> !cell.isEmpty())
                .collect(Collectors.joining(" | ")));
    }

    private void add(int level, String text) {
        if (!text.isBlank()) {
            endSheetName();
            budget.wrote(text.length());
            blocks.add(new Block(level, text.strip()));
        }
    }

    private void endSheetName() {
        if (sheet != null) {
            blocks.add(new Block(2, sheet));
            sheet = null;
        }
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    FileText text() {
        return new FileText(title, blocks);
    }
}
