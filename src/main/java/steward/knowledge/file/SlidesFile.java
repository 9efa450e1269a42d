package steward.knowledge.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;

/**
 * The text of a presentation, slide by slide in the order in which they are shown: the title as a heading, then the rest,
 * then what the speaker noted. For one thread.
 */
final class SlidesFile implements XmlPart.Listener {
    private static final Set<String> TITLES = Set.of("title", "ctrTitle");
    /** Placeholders that repeat on every slide. */
    private static final Set<String> REPEATED = Set.of("sldNum", "dt", "ftr", "hdr", "sldImg");

    private final Blocks out;
    private final StringBuilder paragraph = new StringBuilder();
    private final List<String> shape = new ArrayList<>();
    private final List<String> row = new ArrayList<>();
    private String placeholder = "";
    private boolean inTable;
    private boolean inText;

    private SlidesFile(Blocks out) {
        this.out = out;
    }

    static void read(OfficePackage file, Blocks out, Budget budget)
            throws IOException, InvalidFormatException, XMLStreamException {
        var main = file.ofType(
                        "presentationml.presentation.main+xml",
                        "presentationml.slideshow.main+xml",
                        "presentationml.template.main+xml",
                        "powerpoint.presentation.macroEnabled.main+xml",
                        "powerpoint.slideshow.macroEnabled.main+xml")
                .orElseThrow(() -> new UnreadableFile(FileCause.DAMAGED));
        var order = new Order();
        XmlPart.read(main, order);
        for (var id : order.slides) {
            budget.page();
            var slide = OfficePackage.referred(main, id);
            if (slide.isPresent()) {
                XmlPart.read(slide.get(), new SlidesFile(out));
                for (var notes : OfficePackage.referredAs(slide.get(), "/notesSlide")) {
                    XmlPart.read(notes, new SlidesFile(out));
                }
            }
        }
    }

    /** The ids of the slides, as the presentation lists them. */
    private static final class Order implements XmlPart.Listener {
        private static final String REFERENCES = "relationships";
        private final List<String> slides = new ArrayList<>();

        @Override
        public boolean start(String name, XMLStreamReader at) {
            if (name.equals("sldId")) {
                for (int index = 0; index < at.getAttributeCount(); index++) {
                    var namespace = at.getAttributeNamespace(index);
                    if (namespace != null && namespace.contains(REFERENCES)) {
                        slides.add(at.getAttributeValue(index));
                    }
                }
            }
            return true;
        }

        @Override
        public void end(String name) {}
    }

    @Override
    public boolean start(String name, XMLStreamReader at) {
        switch (name) {
            case "sp", "graphicFrame" -> beginShape();
            case "ph" -> placeholder = String.valueOf(XmlPart.attribute(at, "type"));
            case "tbl" -> inTable = true;
            case "t" -> inText = true;
            case "br" -> paragraph.append('\n');
            case "Fallback" -> {
                return false;
            }
            default -> {
                return true;
            }
        }
        return true;
    }

    private void beginShape() {
        placeholder = "";
        shape.clear();
    }

    @Override
    public void text(String text) {
        if (inText) {
            paragraph.append(text);
        }
    }

    @Override
    public void end(String name) {
        switch (name) {
            case "t" -> inText = false;
            case "p" -> endParagraph();
            case "tc" -> endCell();
            case "tr" -> endRow();
            case "tbl" -> inTable = false;
            case "sp" -> endShape();
            default -> {}
        }
    }

    private void endParagraph() {
        shape.add(paragraph.toString());
        paragraph.setLength(0);
    }

    private void endCell() {
        row.add(String.join(" ", shape));
        shape.clear();
    }

    private void endRow() {
        if (inTable) {
            out.row(row);
        }
        row.clear();
    }

    private void endShape() {
        if (TITLES.contains(placeholder)) {
            var title = String.join(" ", shape).replaceAll("\\s+", " ").strip();
            out.title(title);
            out.heading(2, title);
        } else if (!REPEATED.contains(placeholder)) {
            out.paragraph(shape.stream().filter(line -> !line.isBlank()).collect(Collectors.joining("\n")));
        }
        shape.clear();
    }
}
