package steward.knowledge.file;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;

/**
 * The text of a Word file: headings by their styles, paragraphs, list entries, tables row by row, then the notes. Deleted
 * text, field codes, comments, headers and footers are left out. For one thread.
 */
final class WordFile implements XmlPart.Listener {
    private static final Set<String> UNREAD = Set.of("del", "moveFrom", "Fallback", "instrText", "delText");

    private final WordStyles styles;
    private final Blocks out;
    /** Paragraphs hold text boxes, and those hold paragraphs. */
    private final Deque<Paragraph> open = new ArrayDeque<>();

    private final Deque<Table> tables = new ArrayDeque<>();
    private boolean inText;

    private WordFile(WordStyles styles, Blocks out) {
        this.styles = styles;
        this.out = out;
    }

    static void read(OfficePackage file, Blocks out) throws IOException, InvalidFormatException, XMLStreamException {
        var main = file.ofType(
                        "wordprocessingml.document.main+xml",
                        "word.document.macroEnabled.main+xml",
                        "wordprocessingml.template.main+xml",
                        "word.template.macroEnabledTemplate.main+xml")
                .orElseThrow(() -> new UnreadableFile(FileCause.DAMAGED));
        var styles = file.ofType("wordprocessingml.styles+xml");
        var known = styles.isPresent() ? WordStyles.read(styles.get()) : new WordStyles();
        XmlPart.read(main, new WordFile(known, out));
        for (var notes : List.of("/footnotes", "/endnotes")) {
            for (var part : OfficePackage.referredAs(main, notes)) {
                XmlPart.read(part, new WordFile(known, out));
            }
        }
    }

    @Override
    public boolean start(String name, XMLStreamReader at) {
        switch (name) {
            case "p" -> open.push(new Paragraph());
            case "t" -> inText = true;
            case "tab" -> append("\t");
            case "br", "cr" -> append("\n");
            case "noBreakHyphen" -> append("-");
            case "tbl" -> tables.push(new Table());
            case "tc" -> inTable(table -> table.cell.setLength(0));
            default -> {
                return !UNREAD.contains(name) && property(name, at);
            }
        }
        return true;
    }

    private boolean property(String name, XMLStreamReader at) {
        var paragraph = open.peek();
        if (paragraph != null) {
            switch (name) {
                case "pStyle" -> paragraph.style = XmlPart.attribute(at, "val");
                case "numPr" -> paragraph.listed = true;
                case "outlineLvl" ->
                    paragraph.level =
                            WordStyles.level(XmlPart.attribute(at, "val")).orElse(0);
                default -> {
                    return true;
                }
            }
        }
        return true;
    }

    @Override
    public void text(String text) {
        if (inText) {
            append(text);
        }
    }

    @Override
    public void end(String name) {
        switch (name) {
            case "p" -> {
                if (!open.isEmpty()) {
                    end(open.pop());
                }
            }
            case "t" -> inText = false;
            case "tc" -> inTable(table -> table.row.add(table.cell.toString()));
            case "tr" -> inTable(this::endRow);
            case "tbl" -> tables.poll();
            default -> {}
        }
    }

    private void end(Paragraph paragraph) {
        var text = paragraph.text.toString();
        var table = tables.peek();
        int level = paragraph.level > 0 ? paragraph.level : styles.level(paragraph.style, 0);
        if (table != null) {
            table.cell.append(text).append('\n');
        } else if (level > 0 && !text.isBlank()) {
            if (styles.isTitle(paragraph.style)) {
                out.title(text);
            }
            out.heading(level, text.replaceAll("\\s+", " "));
        } else if (paragraph.listed) {
            out.line(text.isBlank() ? text : "- " + text);
        } else {
            out.paragraph(text);
        }
    }

    /** A table in a table becomes lines of the cell around it. */
    private void endRow(Table table) {
        var cells = List.copyOf(table.row);
        table.row.clear();
        tables.pop();
        var outer = tables.peek();
        tables.push(table);
        if (outer == null) {
            out.row(cells);
        } else {
            outer.cell.append(String.join(" ", cells)).append('\n');
        }
    }

    private void append(String text) {
        if (!open.isEmpty()) {
            open.peek().text.append(text);
        }
    }

    private void inTable(Consumer<Table> action) {
        if (!tables.isEmpty()) {
            action.accept(tables.peek());
        }
    }

    private static final class Paragraph {
        private final StringBuilder text = new StringBuilder();
        private String style;
        private int level;
        private boolean listed;
    }

    private static final class Table {
        private final List<String> row = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();
    }
}
