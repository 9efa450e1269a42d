package steward.identity;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Who asks. Limits, conversations and cached answers belong to a caller.
 *
 * @param id stable and safe to log: {@code key:} and the beginning of the key's hash, or {@code ip:} and the address
 *     (an IPv6 address by its /64 network)
 * @param known true where a key was shown
 * @param local true where the request comes from this machine itself
 */
public record Caller(String id, boolean known, boolean local) {
    private static final String ATTRIBUTE = "steward.caller";

    /** The caller of a request that has passed {@link CallerFilter}. */
    public static Caller of(HttpServletRequest request) {
        return (Caller) request.getAttribute(ATTRIBUTE);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
