package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The address a request really comes from. {@code X-Forwarded-For} is read from its right end, and only as far as the
 * proxies that are trusted wrote it; whatever a client put there itself counts for nothing.
 */
final class ClientAddress {
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final String ATTRIBUTE = "steward.address";

    private ClientAddress() {}

    static void attach(HttpServletRequest request, String address) {
        request.setAttribute(ATTRIBUTE, address);
    }

    /** The address of a request that has passed {@link CallerFilter}. */
    static String known(HttpServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }

    static String of(HttpServletRequest request, List<AddressRange> trustedProxies) {
        var address = request.getRemoteAddr();
        if (trustedProxies.isEmpty() || !isTrusted(address, trustedProxies)) {
            return address;
        }
        var hops = String.valueOf(request.getHeader("X-Forwarded-For")).split(",");
        for (var i = hops.length - 1; i >= 0; i--) {
            var hop = hops[i].strip();
            if (!isAddress(hop)) {
                return address;
            }
            address = hop;
            if (!isTrusted(hop, trustedProxies)) {
                return hop;
            }
        }
        return address;
    }

    /** The address as a client's name: an IPv6 client owns its whole /64 network. */
    static String network(String address) {
        try {
            var bytes = AddressRange.bytes(address);
            if (bytes.length == 4) {
                return InetAddress.getByAddress(bytes).getHostAddress();
            }
            Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException | IllegalArgumentException notAnAddress) {
            return "unknown";
        }
    }

    /**
     * Whether somebody on this machine asks, and asks it by a name of its own: a page whose host name was made to point here
     * (DNS rebinding), or a proxy that tells nothing of its clients, is not taken for them.
     */
    static boolean isThisMachine(HttpServletRequest request, String address) {
        return isLoopback(address) && isNameOfThisMachine(request.getServerName());
    }

    private static boolean isNameOfThisMachine(String host) {
        if (host == null || host.isEmpty()) {
            return false;
        }
        return host.equals("localhost")
                || isLoopback(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    static boolean isLoopback(String address) {
        try {
            return InetAddress.getByAddress(AddressRange.bytes(address)).isLoopbackAddress();
        } catch (UnknownHostException | IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static boolean isTrusted(String address, List<AddressRange> ranges) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static boolean isAddress(String text) {
        try {
            return AddressRange.bytes(text).length > 0;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
