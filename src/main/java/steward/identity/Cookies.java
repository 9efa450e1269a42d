package steward.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A browser's cookies (RFC 6265bis): out of reach for scripts, never sent from another site, and over TLS only where the
 * page came by it; then with the prefix {@code __Host-}, which no neighbouring host can set. Immutable.
 *
 * @param tls whether the browser speaks TLS to us or to the proxy before us
 * @param path of the application
 */
record Cookies(boolean tls, String path) {
    static final String SESSION = "steward_session";
    static final String REFRESH = "steward_refresh";
    static final String DEVICE = "steward_device";
    /** While the browser is at the enterprise's server. */
    static final String VISIT = "steward_oidc";

    static final Duration DEVICE_LIVES = Duration.ofDays(180);
    private static final Duration VISIT_LIVES = Duration.ofMinutes(10);
    private static final String OVER_TLS = "__Host-";

    /** What a client says of its own connection can only make its own cookies stricter. */
    static Cookies of(HttpServletRequest request) {
        var tls = request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        return new Cookies(tls, tls ? "/" : request.getContextPath() + "/");
    }

    static Optional<String> find(HttpServletRequest request, String name) {
        var cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(OVER_TLS + name, name)
                        .flatMap(spelling -> Stream.of(cookies)
                                .filter(cookie -> cookie.getName().equals(spelling)))
                        .map(Cookie::getValue)
                        .filter(value -> !value.isEmpty())
                        .findFirst();
    }

    /** What gives the browser all it needs to go on by itself: values of {@code Set-Cookie}. */
    List<String> given(Sessions.Grant grant, Duration refresh) {
        return List.of(
                one(SESSION, grant.access(), grant.lives()),
                one(REFRESH, grant.refresh(), refresh),
                one(DEVICE, grant.device(), DEVICE_LIVES));
    }

    /** What takes back the signing in; the browser stays remembered. */
    List<String> taken() {
        return List.of(one(SESSION, "", Duration.ZERO), one(REFRESH, "", Duration.ZERO));
    }

    /** Comes along when the other server sends the browser back, as a strict cookie would not. */
    String visiting(String value) {
        return one(VISIT, value, VISIT_LIVES).replace("SameSite=Strict", "SameSite=Lax");
    }

    String visited() {
        return one(VISIT, "", Duration.ZERO);
    }

    private String one(String name, String value, Duration lives) {
        return (tls ? OVER_TLS : "") + name + '=' + value + "; Path=" + path + "; Max-Age=" + lives.toSeconds()
                + "; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
    }
}
