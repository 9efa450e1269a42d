package steward.platform.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The pages of {@code docs/} at {@code /docs/}, for those who cannot reach the source: every problem's {@code type} leads
 * to {@code /docs/errors}. A page that exists in Chinese is shown in Chinese to who asks for it.
 */
public class DocsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String FOLDER = "/WEB-INF/docs/";
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9-]+/)?[A-Za-z0-9-]+(?:\\.zh-CN)?");
    private static final List<Extension> TABLES = List.of(TablesExtension.create());

    /** Made by the container. */
    public DocsServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var name = String.valueOf(request.getPathInfo()).replaceFirst("^/", "").replaceFirst("\\.md$", "");
        var markdown = NAME.matcher(name).matches() ? markdown(name, request) : null;
        if (markdown == null) {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", ProblemResponse.path(request));
        }
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(page(markdown, request).getBytes(StandardCharsets.UTF_8));
    }

    private String markdown(String name, HttpServletRequest request) throws IOException {
        var chinese = RequestContext.of(request).locale().getLanguage().equals("zh");
        var translated = chinese ? read(name + ".zh-CN") : null;
        return translated == null ? read(name) : translated;
    }

    private String read(String name) throws IOException {
        try (var in = getServletContext().getResourceAsStream(FOLDER + name + ".md")) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String page(String markdown, HttpServletRequest request) {
        var document = Parser.builder().extensions(TABLES).build().parse(markdown);
        var body = HtmlRenderer.builder()
                .extensions(TABLES)
                .escapeHtml(true)
                .attributeProviderFactory(context -> DocsServlet::attributes)
                .build()
                .render(document);
        var root = request.getContextPath();
        return "<!doctype html><html><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"color-scheme\" content=\"light dark\"><title>Steward</title>"
                + "<link rel=\"icon\" href=\"" + root + "/logo.svg\">"
                + "<link rel=\"stylesheet\" href=\"" + root + "/app/styles/tokens.css\">"
                + "<link rel=\"stylesheet\" href=\"" + root + "/app/styles/docs.css\"></head><body><main>"
                + body
                + "</main></body></html>";
    }

    private static void attributes(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof Heading heading) {
            attributes.put("id", anchor(heading));
        } else if (node instanceof Link link && !link.getDestination().contains("://")) {
            attributes.put("href", link.getDestination().replaceFirst("\\.md(?=#|$)", ""));
        }
    }

    /** As readers of the source know it: lower case, words joined by hyphens. */
    static String anchor(Heading heading) {
        var text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text plain) {
                text.append(plain.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append(code.getLiteral());
            }
        });
        return text.toString()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .strip()
                .replace(' ', '-');
    }
}
