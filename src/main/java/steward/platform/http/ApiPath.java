package steward.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;

/**
 * The address of a request as the rooms know it: below the context root, decoded, under {@code /api} whichever of the
 * API's prefixes was used, without what JAX-RS overlooks too (parameters of a segment, doubled and trailing slashes), so
 * that no spelling of an address escapes a rule about it.
 */
public final class ApiPath {
    private static final String API = "/api";
    private static final List<String> ALWAYS = List.of("/api/v1", "/api/ef/v1");
    private static volatile List<String> aliases = ALWAYS; // set once, before the first request

    private ApiPath() {}

    /** The address, such as {@code /api/chat}; never null. */
    public static String of(HttpServletRequest request) {
        var below = request.getPathInfo();
        return of(below == null ? request.getServletPath() : request.getServletPath() + below);
    }

    /** Whether this prefix was not one of the API's before; from now on it is. */
    static boolean serve(String prefix) {
        if (prefix.equals(API) || ALWAYS.contains(prefix)) {
            return false;
        }
        aliases = Stream.concat(ALWAYS.stream(), Stream.of(prefix)).toList();
        return true;
    }

    /** Whether a mapping stands under one of the other prefixes. */
    static boolean isAlias(String pattern) {
        return ALWAYS.stream().anyMatch(alias -> pattern.startsWith(alias + "/"));
    }

    /** As {@link #of(HttpServletRequest)}, for a decoded path below the context root. */
    public static String of(String path) {
        var plain = isPlain(path) ? path : plain(path);
        for (var alias : aliases) {
            if (plain.startsWith(alias) && (plain.length() == alias.length() || plain.charAt(alias.length()) == '/')) {
                return API + plain.substring(alias.length());
            }
        }
        return plain;
    }

    private static boolean isPlain(String path) {
        return path.indexOf(';') < 0 && !path.contains("//") && !(path.length() > 1 && path.endsWith("/"));
    }

    private static String plain(String path) {
        var plain = path.replaceAll(";[^/]*", "").replaceAll("/{2,}", "/");
        return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
