package steward.knowledge;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;

/** A table of values separated by commas, semicolons or tabs (RFC 4180), row by row. Stateless. */
final class TableText {
    private static final char[] SEPARATORS = {',', ';', '\t', '|'};

    private TableText() {}

    /** What is no proper table is read as the plain text that it is as well. */
    static DocumentText read(String text) {
        var separator = separator(text);
        var format = CSVFormat.DEFAULT.builder().setDelimiter(separator).setIgnoreSurroundingSpaces(true);
        try (var rows = format.get().parse(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text))) {
            var out = new TextBuilder();
            for (var row : rows) {
                out.append(row.stream()
                        .map(NormalText::line)
                        .filter(cell -> !cell.isEmpty())
                        .collect(Collectors.joining(" | ")));
                out.endLine();
            }
            return out.build(null);
        } catch (IOException | UncheckedIOException | IllegalStateException noTable) {
            return DocumentText.plain(text);
        }
    }

    /** The one that the first line has most of. */
    private static char separator(String text) {
        var first = text.lines().findFirst().orElse("");
        var counts = new TreeMap<Character, Long>();
        for (char separator : SEPARATORS) {
            counts.put(separator, first.chars().filter(c -> c == separator).count());
        }
        var most = counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return most.getValue() == 0 ? ',' : most.getKey();
    }
}
