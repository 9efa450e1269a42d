package steward.platform.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One request to an address that somebody gave. Immutable, but for the array of the body, which is not copied.
 *
 * @param method GET, POST and so on
 * @param address http or https, absolute
 * @param headers of the caller's own; {@code Host}, {@code Content-Length} and the connection's are ours
 * @param body empty where there is none
 * @param deadline for everything, from looking up the name to the answer's last byte
 * @param maxBytes how long an answer may be
 */
public record OutboundRequest(
        String method, URI address, Map<String, String> headers, byte[] body, Duration deadline, int maxBytes) {
    private static final Duration USUAL_DEADLINE = Duration.ofSeconds(10);
    private static final int USUAL_MAX_BYTES = 1 << 20;
    private static final Set<String> OURS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect");

    /** @throws IllegalArgumentException where method or header would not be HTTP, or the header is ours to set */
    public OutboundRequest {
        headers = Map.copyOf(headers);
        require(method.matches("[A-Z]{1,16}"), "not a method");
        headers.forEach((name, value) -> {
            require(name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"), "not the name of a header");
            require(!OURS.contains(name.toLowerCase(Locale.ROOT)), "this header is not the caller's: " + name);
            require(value.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 0x7f), "not the value of a header");
        });
    }

    /** A GET that may take ten seconds and bring a megabyte. */
    public static OutboundRequest get(URI address) {
        return new OutboundRequest("GET", address, Map.of(), new byte[0], USUAL_DEADLINE, USUAL_MAX_BYTES);
    }

    /** A POST that may take ten seconds and bring a megabyte. */
    public static OutboundRequest post(URI address, String contentType, byte[] body) {
        var headers = Map.of("Content-Type", contentType);
        return new OutboundRequest("POST", address, headers, body, USUAL_DEADLINE, USUAL_MAX_BYTES);
    }

    /** The same with one more header. */
    public OutboundRequest with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutboundRequest(method, address, more, body, deadline, maxBytes);
    }

    /** The same with bounds of its own. */
    public OutboundRequest within(Duration limit, int mostBytes) {
        return new OutboundRequest(method, address, headers, body, limit, mostBytes);
    }

    /** Without headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + address.getScheme() + "://" + address.getHost();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
