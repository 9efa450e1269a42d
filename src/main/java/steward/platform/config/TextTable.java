package steward.platform.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of cells in columns of equal width on a terminal, where a Chinese character takes two places. Not safe for use
 * by several threads.
 */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a line; lines may be of different length. */
    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** All lines, each with a line end and without spaces before it. */
    public String render() {
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var column = 0; column < row.size(); column++) {
                line.append(column == 0 ? "" : GAP).append(padded(row.get(column), width(column)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** How many places a text takes on a terminal. */
    public static int width(String text) {
        return text.codePoints().map(TextTable::places).sum();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> width(row.get(column)))
                .max()
                .orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - width(text));
    }

    private static int places(int codePoint) {
        var type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return wide(codePoint) ? 2 : 1;
    }

    /** The blocks that Unicode's annex 11 calls wide and that our texts, or names in them, may use. */
    private static boolean wide(int codePoint) {
        return codePoint >= 0x1100 && codePoint <= 0x115F
                || codePoint >= 0x2E80 && codePoint <= 0xA4CF
                || codePoint >= 0xAC00 && codePoint <= 0xD7A3
                || codePoint >= 0xF900 && codePoint <= 0xFAFF
                || codePoint >= 0xFE30 && codePoint <= 0xFE6F
                || codePoint >= 0xFF00 && codePoint <= 0xFF60
                || codePoint >= 0xFFE0 && codePoint <= 0xFFE6
                || codePoint >= 0x1F300 && codePoint <= 0x1F64F
                || codePoint >= 0x20000 && codePoint <= 0x3FFFD;
    }
}
