package steward.platform.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which addresses may be called. Words are judged before a name is looked up, numbers after it; whatever spelling an
 * address had, the one that is judged is the one that is connected to. Immutable.
 */
final class OutboundPolicy {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]+]");
    /** What some readers take for a number, and which number depends on the reader: octal, hexadecimal, fewer parts. */
    private static final Pattern NUMBER_LIKE = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9A-Fa-f]*)\\.?");

    private static final Pattern PLAIN_NUMBER =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?=\\d)|$)){4}");
    private static final int FIRST_FREE_PORT = 1024;

    private final Set<String> allowed;

    /** @param allowed hosts, or hosts with a port, that may lie in a private network */
    OutboundPolicy(List<String> allowed) {
        this.allowed = allowed.stream()
                .map(entry -> entry.toLowerCase(Locale.ROOT).strip())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The rule that an address breaks as it is written, as a {@code rule.*} text; empty where it may be looked up. */
    Optional<String> broken(URI address) {
        var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            return Optional.of("outbound_scheme");
        }
        if (!isPlainHost(address.getHost())) {
            return Optional.of("outbound_host");
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            return Optional.of("outbound_plain");
        }
        return isPortOpen(address) || isAllowed(address) ? Optional.empty() : Optional.of("outbound_port");
    }

    /** Whether every one of the addresses that the host's name leads to may be connected to. */
    boolean permits(URI address, List<InetAddress> found) {
        return isAllowed(address) || !found.isEmpty() && found.stream().noneMatch(ReservedAddresses::contain);
    }

    static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : address.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** The host without brackets and without the dot at its end. */
    static String host(URI address) {
        return address.getHost()
                .replaceAll("[\\[\\]]", "")
                .replaceFirst("\\.$", "")
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isPlainHost(String host) {
        return host != null
                && HOST.matcher(host).matches()
                && (!NUMBER_LIKE.matcher(host).matches()
                        || PLAIN_NUMBER.matcher(host).matches());
    }

    private static boolean isPortOpen(URI address) {
        var port = port(address);
        return port == 80 || port == 443 || port >= FIRST_FREE_PORT && port <= 65_535;
    }

    private boolean isAllowed(URI address) {
        var host = host(address);
        var written = host.contains(":") ? "[" + host + "]" : host;
        return allowed.contains(host) || allowed.contains(written) || allowed.contains(written + ":" + port(address));
    }
}
