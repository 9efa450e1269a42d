package steward.knowledge.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes paragraphs and headings of the lines of a PDF, which knows neither. Headings are set larger than the text; a line
 * that fills its page's width and ends in the middle of a sentence goes on in the next; what stands at the top or the
 * bottom of most pages belongs to the paper, not to the text. For one thread.
 */
final class PdfLayout {
    private static final int FEWEST_REPEATS = 3;
    private static final double FULL_LINE = 0.75;

    private final List<PdfLine> lines;
    private final double bodySize;
    private final List<Double> headingSizes;
    private final Map<Integer, Integer> widths;

    PdfLayout(List<PdfLine> all) {
        lines = withoutRunningHeads(all);
        bodySize = bodySize(lines);
        headingSizes = lines.stream()
                .filter(line -> line.isHeading(bodySize))
                .map(PdfLine::size)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        widths = lines.stream().collect(Collectors.toMap(PdfLine::page, PdfLine::width, Math::max));
    }

    void write(Blocks out) {
        for (int at = 0; at < lines.size(); ) {
            int end = endOfBlock(at);
            var text = lines.subList(at, end).stream().map(PdfLine::text).reduce("", PdfLine::joined);
            var first = lines.get(at);
            if (first.isHeading(bodySize)) {
                out.heading(headingSizes.indexOf(first.size()) + 1, text);
            } else if (lines.get(end - 1).endsParagraph()) {
                out.paragraph(text);
            } else {
                out.line(text);
            }
            at = end;
        }
    }

    private int endOfBlock(int from) {
        int end = from + 1;
        while (end < lines.size() && goesOn(lines.get(end - 1), lines.get(end))) {
            end++;
        }
        return end;
    }

    private boolean goesOn(PdfLine line, PdfLine next) {
        if (line.isHeading(bodySize)) {
            return next.isHeading(bodySize) && line.size() == next.size() && !line.endsParagraph();
        }
        boolean turnsPage = line.page() != next.page();
        return !next.isHeading(bodySize)
                && (!line.endsParagraph() || turnsPage)
                && !line.endsSentence()
                && line.width() >= FULL_LINE * widths.get(line.page());
    }

    /** The size that most letters have. */
    private static double bodySize(List<PdfLine> lines) {
        var letters = new TreeMap<Double, Integer>();
        lines.forEach(line -> letters.merge(line.size(), line.text().length(), Integer::sum));
        return letters.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0.0);
    }

    private static List<PdfLine> withoutRunningHeads(List<PdfLine> lines) {
        var edges = edges(lines);
        var counts = new HashMap<String, Integer>();
        edges.forEach(at -> counts.merge(likeness(lines.get(at)), 1, Integer::sum));
        long pages = lines.stream().mapToInt(PdfLine::page).distinct().count();
        var kept = new ArrayList<PdfLine>();
        for (int at = 0; at < lines.size(); at++) {
            int repeats = edges.contains(at) ? counts.get(likeness(lines.get(at))) : 0;
            if (repeats < FEWEST_REPEATS || repeats * 2 < pages) {
                kept.add(lines.get(at));
            }
        }
        return kept;
    }

    /** Where the first and the last line of each page stand. */
    private static Set<Integer> edges(List<PdfLine> lines) {
        var edges = new HashSet<Integer>();
        for (int at = 0; at < lines.size(); at++) {
            int page = lines.get(at).page();
            boolean first = at == 0 || lines.get(at - 1).page() != page;
            boolean last = at == lines.size() - 1 || lines.get(at + 1).page() != page;
            if (first || last) {
                edges.add(at);
            }
        }
        return edges;
    }

    /** Equal for lines that differ in the page's number only. */
    private static String likeness(PdfLine line) {
        return line.text().replaceAll("[\\d\\s]+", "#");
    }
}
