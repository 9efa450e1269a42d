package steward.knowledge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * Markdown as plain text: headings, paragraphs, list items and code keep their lines, marks and link targets go. The tree
 * is walked without recursion and its depth is bounded, so that no document can exhaust the stack. For one thread.
 */
final class MarkdownText {
    private static final Parser PARSER =
            Parser.builder().maxOpenBlockParsers(100).maxInlineNesting(100).build();

    private static final Pattern FRONT_MATTER =
            Pattern.compile("\\A---[ \\t]*\\n(.{0,4000}?)\\n---[ \\t]*(\\n|\\z)", Pattern.DOTALL);
    private static final Pattern FRONT_TITLE = Pattern.compile("(?m)^title:[ \\t]*[\"']?(.+?)[\"']?[ \\t]*$");

    private final TextBuilder out = new TextBuilder();
    private final Deque<Integer> numbers = new ArrayDeque<>();

    private MarkdownText() {}

    static DocumentText read(String markdown) {
        var lines = markdown.replace("\r\n", "\n").replace('\r', '\n').replace("\uFEFF", "");
        var front = FRONT_MATTER.matcher(lines);
        if (!front.find()) {
            return new MarkdownText().walk(PARSER.parse(lines), null);
        }
        var title = FRONT_TITLE.matcher(front.group(1));
        return new MarkdownText()
                .walk(PARSER.parse(lines.substring(front.end())), title.find() ? title.group(1) : null);
    }

    private DocumentText walk(Node root, String title) {
        var node = root;
        while (node != null) {
            enter(node);
            if (node.getFirstChild() != null) {
                node = node.getFirstChild();
                continue;
            }
            while (node != null && node.getNext() == null) {
                leave(node);
                node = node == root ? null : node.getParent();
            }
            if (node != null) {
                leave(node);
                node = node.getNext();
            }
        }
        return out.build(title);
    }

    private void enter(Node node) {
        if (node instanceof Text text) {
            out.append(text.getLiteral());
        } else if (node instanceof Code code) {
            out.append(code.getLiteral());
        } else if (node instanceof HardLineBreak || node instanceof SoftLineBreak && !isBetweenUnspaced(node)) {
            out.append("\n");
        } else if (node instanceof OrderedList list) {
            numbers.push(firstNumber(list) - 1);
        } else if (node instanceof ListItem item) {
            out.append(mark(item));
        } else {
            enterRaw(node);
        }
    }

    /** A source line that ends in the middle of a Chinese sentence: there was never a space. */
    private static boolean isBetweenUnspaced(Node lineBreak) {
        return lineBreak.getPrevious() instanceof Text before
                && lineBreak.getNext() instanceof Text after
                && !before.getLiteral().isEmpty()
                && !after.getLiteral().isEmpty()
                && isWide(
                        before.getLiteral().codePointBefore(before.getLiteral().length()))
                && isWide(after.getLiteral().codePointAt(0));
    }

    private static boolean isWide(int codePoint) {
        return Sentences.weight(codePoint) > Sentences.weight(' ');
    }

    private void enterRaw(Node node) {
        if (node instanceof FencedCodeBlock code) {
            out.append(code.getLiteral());
        } else if (node instanceof IndentedCodeBlock code) {
            out.append(code.getLiteral());
        } else if (node instanceof HtmlBlock html) {
            out.append(HtmlText.read(html.getLiteral()).text());
        } else if (node instanceof HtmlInline html && html.getLiteral().matches("(?i)<br\\s*/?>")) {
            out.append("\n");
        }
    }

    private void leave(Node node) {
        if (node instanceof OrderedList) {
            numbers.pop();
        }
        if (node instanceof Heading heading) {
            out.endHeading(heading.getLevel());
        } else if (node instanceof Paragraph) {
            leaveParagraph(node);
        } else if (node instanceof ListItem) {
            out.endLine();
        } else if (isBlock(node)) {
            out.endBlock();
        }
    }

    private void leaveParagraph(Node paragraph) {
        if (paragraph.getParent() instanceof ListItem) {
            out.endLine();
        } else {
            out.endBlock();
        }
    }

    private static boolean isBlock(Node node) {
        return node instanceof FencedCodeBlock
                || node instanceof IndentedCodeBlock
                || node instanceof HtmlBlock
                || node instanceof BlockQuote
                || (node instanceof ListBlock && !(node.getParent() instanceof ListItem));
    }

    private String mark(ListItem item) {
        if (item.getParent() instanceof OrderedList) {
            numbers.push(numbers.pop() + 1);
            return numbers.peek() + ". ";
        }
        return "- ";
    }

    private static int firstNumber(OrderedList list) {
        return list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber();
    }
}
