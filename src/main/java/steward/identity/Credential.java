package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What a request shows, from one place: two that differ would let one rule see the first and another the second.
 *
 * @param text the key or token
 * @param cookie whether the browser sent it by itself, so that the page must prove to be ours
 */
record Credential(String text, boolean cookie) {
    private static final String BEARER = "bearer ";

    /** Empty where none is shown. {@code Authorization} comes before {@code X-API-Key}, and that before the cookie. */
    static Optional<Credential> of(HttpServletRequest request) {
        var authorization = request.getHeader("Authorization");
        var shown = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : request.getHeader("X-API-Key");
        if (shown != null && !shown.isBlank()) {
            return Optional.of(new Credential(shown.strip(), false));
        }
        return Cookies.find(request, Cookies.SESSION).map(token -> new Credential(token, true));
    }

    @Override
    public String toString() {
        return "Credential[" + (cookie ? "cookie" : "header") + "]";
    }
}
