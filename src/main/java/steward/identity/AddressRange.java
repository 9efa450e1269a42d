package steward.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR notation (RFC 4632, RFC 4291), or a single address. Names are not resolved.
 */
record AddressRange(byte[] network, int bits) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** @throws IllegalArgumentException where the text is no range */
    static AddressRange of(String text) {
        var halves = text.split("/", 2);
        var network = bytes(halves[0]);
        var bits = halves.length > 1 ? Integer.parseInt(halves[1]) : network.length * 8;
        if (bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return new AddressRange(network, bits);
    }

    boolean contains(String address) {
        if (!LITERAL.matcher(address).matches()) {
            return false;
        }
        var other = bytes(address);
        if (other.length != network.length) {
            return false;
        }
        for (var bit = 0; bit < bits; bit++) {
            var mask = 0x80 >> bit % 8;
            if ((other[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The address in bytes; an IPv4 address in IPv6 clothes is an IPv4 address. */
    static byte[] bytes(String address) {
        if (!LITERAL.matcher(address).matches()) {
            throw new IllegalArgumentException("not an address: " + address);
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an address: " + address, notAnAddress);
        }
    }
}
