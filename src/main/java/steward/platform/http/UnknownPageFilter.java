package steward.platform.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Shows the chat page to a person who follows an address that no servlet and no file answers; programs are told 404. The page
 * names its files relative to its own address, so that it is told here where that is.
 */
public class UnknownPageFilter implements Filter {
    private static final String PAGE = "/index.html";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    /** First words of addresses that are no pages, also where no servlet of ours stands behind all that begins so. */
    private static final Set<String> NO_PAGES = Set.of(
            "api", "v1", "admin", "ws", "downloads", "health", "metrics", "openapi", "docs", "WEB-INF", "META-INF");

    /** Made by the container. */
    public UnknownPageFilter() {}

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        if (isForAPerson(request) && isUnknownPage(request)) {
            send(request, (HttpServletResponse) servletResponse);
        } else {
            chain.doFilter(servletRequest, servletResponse);
        }
    }

    private static boolean isForAPerson(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html") && METHODS.contains(request.getMethod());
    }

    private static boolean isUnknownPage(HttpServletRequest request) throws IOException {
        var path = ApiPath.of(request);
        return path.length() > 1
                && request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT
                && !NO_PAGES.contains(firstWord(path))
                // no page of ours has a dot in its last word, and files that are missing are told so
                && path.indexOf('.', path.lastIndexOf('/')) < 0
                && request.getServletContext().getResource(path) == null;
    }

    private static String firstWord(String path) {
        var end = path.indexOf('/', 1);
        return path.substring(1, end < 0 ? path.length() : end);
    }

    private static void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] page;
        try (var file = request.getServletContext().getResourceAsStream(PAGE)) {
            page = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("<head>", "<head><base href=\"" + root(request) + "\" />")
                    .getBytes(StandardCharsets.UTF_8);
        }
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", ContentSecurityPolicy.headerWithBase());
        response.setHeader("Vary", "Accept");
        response.setContentLength(page.length);
        if (request.getMethod().equals("GET")) {
            response.getOutputStream().write(page);
        }
    }

    /** The way from this address to the first page's, right whatever stands before it: {@code ../} for {@code /a/b}. */
    private static String root(HttpServletRequest request) {
        var below = request.getRequestURI().substring(request.getContextPath().length() + 1);
        var depth = (int) below.chars().filter(sign -> sign == '/').count();
        return depth == 0 ? "./" : "../".repeat(depth);
    }
}
