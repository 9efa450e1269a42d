package steward.knowledge;

import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** HTML as plain text: scripts, styles and hidden parts go, blocks keep their lines. For one thread. */
final class HtmlText implements NodeVisitor {
    private static final String UNREAD =
            "script, style, noscript, template, svg, math, head > *, iframe, object, canvas, select, button, [hidden], nav";

    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "aside",
            "header",
            "footer",
            "blockquote",
            "pre",
            "ul",
            "ol",
            "dl",
            "table",
            "figure",
            "form",
            "address",
            "hr",
            "body",
            "details",
            "summary");

    private static final Set<String> LINES = Set.of("li", "tr", "br", "dt", "dd", "caption", "figcaption", "option");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final TextBuilder out = new TextBuilder();

    private HtmlText() {}

    static DocumentText read(String html) {
        var document = Jsoup.parse(html);
        var title = document.title();
        document.select(UNREAD).remove();
        var visitor = new HtmlText();
        NodeTraversor.traverse(visitor, document.body());
        return visitor.out.build(title);
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode text) {
            out.append(
                    isPreformatted(text)
                            ? text.getWholeText()
                            : BLANKS.matcher(text.getWholeText()).replaceAll(" "));
        } else if (node instanceof Element element) {
            open(element);
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return;
        }
        var name = element.normalName();
        if (isHeading(name)) {
            out.endHeading(name.charAt(1) - '0');
        } else if (BLOCKS.contains(name)) {
            out.endBlock();
        } else if (LINES.contains(name)) {
            out.endLine();
        } else if (name.equals("td") || name.equals("th")) {
            out.append(" ");
        }
    }

    private void open(Element element) {
        var name = element.normalName();
        if (isHeading(name) || BLOCKS.contains(name)) {
            out.endBlock();
        } else if (LINES.contains(name) && !name.equals("br")) {
            out.endLine();
        }
        if (name.equals("li")) {
            out.append("- ");
        }
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }

    private static boolean isPreformatted(TextNode text) {
        var parent = text.parentElement();
        return parent != null && (isPre(parent) || parent.parent() != null && isPre(parent.parent()));
    }

    private static boolean isPre(Element element) {
        return element.normalName().equals("pre");
    }
}
