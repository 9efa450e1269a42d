package steward.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * First of all filters: gives the request its id (the caller's own {@code X-Request-Id} where it is a plain word),
 * names the instance, and sets the headers that keep a browser safe: pages have a policy of their own, all else is data that
 * loads nothing and that nobody keeps unless it is everybody's.
 */
public class RequestIdFilter implements Filter {
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    /** Tells the ids of two instances apart; the rest of an id need only be unlike the others, not a secret. */
    private static final String START =
            Long.toString(new SecureRandom().nextInt(36 * 36 * 36 * 36) + 36L * 36 * 36, 36);

    private static final Set<String> PUBLIC = Set.of("/api/about", "/api/openapi.json");
    private static final String[] CREDENTIALS = {"Authorization", "X-API-Key", "Cookie"};

    @Inject
    private HttpConfig config;

    /** Made by the container. */
    public RequestIdFilter() {}

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        var context = new RequestContext(id(request), language(request), System.nanoTime());
        context.attachTo(request);
        request.setCharacterEncoding("UTF-8");
        response.setHeader("X-Request-Id", context.id());
        response.setHeader("X-Served-By", config.serverId());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "SAMEORIGIN");
        response.setHeader("X-XSS-Protection", "1; mode=block");
        response.setHeader("Referrer-Policy", "same-origin");
        if (isPage(request)) {
            response.setHeader("Content-Security-Policy", ContentSecurityPolicy.header());
            response.setHeader("Cache-Control", "no-cache");
        } else {
            response.setHeader("Content-Security-Policy", ContentSecurityPolicy.forData());
            if (!isForEverybody(request)) {
                response.setHeader("Cache-Control", "no-store"); // a resource that knows better says so
            }
        }
        chain.doFilter(request, response);
    }

    /** Whatever a browser may show: all but the answers of the APIs. */
    private static boolean isPage(HttpServletRequest request) {
        var path = ApiPath.of(request);
        return !path.startsWith("/api/") && !path.startsWith("/admin/api/") && !path.startsWith("/v1/");
    }

    /** What is the same for all who ask: nothing of it is anybody's own. */
    private static boolean isForEverybody(HttpServletRequest request) {
        var path = ApiPath.of(request);
        return PUBLIC.contains(path)
                || path.startsWith("/api/knowledge/")
                        && Stream.of(CREDENTIALS).allMatch(header -> request.getHeader(header) == null);
    }

    private static String id(HttpServletRequest request) {
        var given = request.getHeader("X-Request-Id");
        if (given != null && PLAIN_WORD.matcher(given).matches()) {
            return given;
        }
        return "req_" + START + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    }

    private Locale language(HttpServletRequest request) {
        var asked = request.getHeader("Accept-Language");
        if (asked == null || asked.isBlank() || asked.equals("*")) {
            return config.defaultLanguage();
        }
        return request.getLocale().getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }
}
