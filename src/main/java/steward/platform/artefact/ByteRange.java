package steward.platform.artefact;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a file (RFC 9110, section 14).
 *
 * @param end exclusive
 */
record ByteRange(long start, long end) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** The one range that the header asks for; empty where it asks for none that is understood, so that all is sent. */
    static Optional<ByteRange> of(String header, long size) {
        var matcher = ONE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(matcher.group(2)));
            return Optional.of(new ByteRange(size - last, size));
        }
        long start = Long.parseLong(matcher.group(1));
        long end = matcher.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(matcher.group(2)) + 1);
        return Optional.of(new ByteRange(start, end));
    }

    /** Whether there is anything in it. */
    boolean isSatisfiable() {
        return start < end;
    }

    String header(long size) {
        return "bytes " + start + '-' + (end - 1) + '/' + size;
    }
}
