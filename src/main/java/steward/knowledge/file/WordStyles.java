package steward.knowledge.file;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.openxml4j.opc.PackagePart;

/**
 * Which styles of a Word file are headings, and of which level. Word calls them {@code heading 1} in every language;
 * others translate the name, number them, or only set the outline level; any style may build on another.
 */
final class WordStyles implements XmlPart.Listener {
    static final int TITLE = 1;
    private static final int DEEPEST_CHAIN = 12;
    private static final Pattern HEADING = Pattern.compile("(?i)(?:heading|标题|überschrift|titre)\\s*([1-9])");
    private static final Pattern MAIN_TITLE = Pattern.compile("(?i)title|标题|文档标题");

    private final Map<String, Integer> levels = new HashMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private String titleStyle;
    private String style = "";

    static WordStyles read(PackagePart part) throws IOException, XMLStreamException {
        var styles = new WordStyles();
        XmlPart.read(part, styles);
        return styles;
    }

    @Override
    public boolean start(String name, XMLStreamReader at) {
        switch (name) {
            case "style" -> style = String.valueOf(XmlPart.attribute(at, "styleId"));
            case "name" -> named(String.valueOf(XmlPart.attribute(at, "val")));
            case "basedOn" -> parents.put(style, XmlPart.attribute(at, "val"));
            case "outlineLvl" -> outlined(XmlPart.attribute(at, "val"));
            default -> {
                return true;
            }
        }
        return true;
    }

    private void named(String name) {
        var heading = HEADING.matcher(name.strip());
        if (heading.matches()) {
            levels.put(style, Integer.valueOf(heading.group(1)));
        } else if (MAIN_TITLE.matcher(name.strip()).matches()) {
            titleStyle = style;
            levels.put(style, TITLE);
        }
    }

    private void outlined(String level) {
        level(level).ifPresent(found -> levels.putIfAbsent(style, found));
    }

    /** An outline level as Word writes it: 0 to 8 for headings, 9 for body text. */
    static Optional<Integer> level(String outline) {
        return outline != null && outline.matches("[0-8]")
                ? Optional.of(Integer.parseInt(outline) + 1)
                : Optional.empty();
    }

    @Override
    public void end(String name) {
        if (name.equals("style")) {
            style = "";
        }
    }

    /** The level of a heading's style, or 0. */
    int level(String ofStyle, int unknown) {
        var at = ofStyle;
        for (int depth = 0; at != null && depth < DEEPEST_CHAIN; depth++) {
            if (levels.containsKey(at)) {
                return levels.get(at);
            }
            at = parents.get(at);
        }
        return unknown;
    }

    boolean isTitle(String ofStyle) {
        return ofStyle != null && ofStyle.equals(titleStyle);
    }
}
