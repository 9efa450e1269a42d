package steward.platform.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The addresses that are not of the public internet: the special-purpose registries of IANA (RFC 6890 and what was added
 * since), multicast, and addresses at which clouds keep their metadata. Of IPv6 only global unicast (2000::/3) is public,
 * which shuts out mapped, compatible, translated (NAT64), unique local, link-local and multicast addresses at once.
 */
final class ReservedAddresses {
    private static final List<Range> IPV4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10", // carriers' NAT; also the metadata of Alibaba's cloud
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local; also the metadata of most clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "168.63.129.16/32", // public by its number, but the host's own of Azure's machines
            "224.0.0.0/4",
            "240.0.0.0/4");
    private static final Range GLOBAL_UNICAST = range("2000::/3");
    /** Inside of global unicast: protocol assignments with Teredo and ORCHID, documentation, 6to4 with an IPv4 inside. */
    private static final List<Range> IPV6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    private ReservedAddresses() {}

    static boolean contain(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4
                ? IPV4.stream().anyMatch(range -> range.contains(bytes))
                : !GLOBAL_UNICAST.contains(bytes) || IPV6.stream().anyMatch(range -> range.contains(bytes));
    }

    private static List<Range> ranges(String... texts) {
        return List.of(texts).stream().map(ReservedAddresses::range).toList();
    }

    private static Range range(String text) {
        var halves = text.split("/");
        try {
            return new Range(InetAddress.getByName(halves[0]).getAddress(), Integer.parseInt(halves[1]));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Range(byte[] network, int bits) {
        boolean contains(byte[] address) {
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
