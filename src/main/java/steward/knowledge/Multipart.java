package steward.knowledge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A form with a file, as browsers and curl send it ({@code multipart/form-data}, RFC 7578). The server's own reader would
 * hold a thread while a slow client sends; this one is given the bytes when they are all there. Names are UTF-8.
 */
final class Multipart {
    private static final int MOST_PARTS = 100;
    private static final int LONGEST_HEAD = 8 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))");
    private static final Pattern FILE_NAME =
            Pattern.compile("(?i)[;\\s]filename=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))");
    private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};

    /**
     * One field.
     *
     * @param fileName null where it is not a file
     * @param mediaType null where it is not stated
     */
    record Part(String name, String fileName, String mediaType, byte[] content) {
        /** @throws ProblemException invalid_request (400) naming the field */
        String text() {
            try {
                return Charsets.decode(content);
            } catch (ProblemException notText) {
                throw refused(name, "type", Map.of("expected", "string"));
            }
        }
    }

    private final byte[] body;
    private final byte[] delimiter;
    private final int mostParts;
    private final List<Part> parts = new ArrayList<>();

    private Multipart(byte[] body, String boundary, int mostParts) {
        this.body = body;
        this.mostParts = mostParts;
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @throws ProblemException invalid_request (400) for what is no such form */
    static List<Part> read(String contentType, byte[] body) {
        return read(contentType, body, MOST_PARTS);
    }

    /** @throws ProblemException invalid_request (400) for what is no such form, or has more parts than that */
    static List<Part> read(String contentType, byte[] body, int mostParts) {
        var boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw malformed();
        }
        var form = new Multipart(body, group(boundary), mostParts);
        form.readParts();
        return form.parts;
    }

    private void readParts() {
        int at = findDelimiter(0);
        while (at >= 0 && !isLast(at)) {
            int from = lineAfter(at + delimiter.length);
            int end = findDelimiter(from);
            if (end < 0 || parts.size() == mostParts) {
                throw malformed();
            }
            readPart(from, withoutLineEnd(from, end));
            at = end;
        }
        if (at < 0) {
            throw malformed();
        }
    }

    private void readPart(int from, int to) {
        // a part without any header begins with the blank line's second half, just behind its delimiter
        int head = find(BLANK_LINE, Math.max(0, from - 2));
        if (head < 0 || head > to || head - from > LONGEST_HEAD) {
            throw malformed();
        }
        int contentFrom = head + BLANK_LINE.length;
        var lines = head <= from ? "" : new String(body, from, head - from, StandardCharsets.UTF_8);
        var disposition = header(lines, "content-disposition").orElseThrow(Multipart::malformed);
        var name = found(NAME, disposition).orElseThrow(Multipart::malformed);
        parts.add(new Part(
                name,
                found(FILE_NAME, disposition).orElse(null),
                header(lines, "content-type").orElse(null),
                Arrays.copyOfRange(body, contentFrom, Math.max(contentFrom, to))));
    }

    private boolean isLast(int at) {
        int after = at + delimiter.length;
        return after + 1 < body.length && body[after] == '-' && body[after + 1] == '-';
    }

    private int lineAfter(int at) {
        int next = at;
        while (next < body.length && body[next] != '\n') {
            next++;
        }
        return next + 1;
    }

    private int withoutLineEnd(int from, int end) {
        boolean lineEnd = end - 2 >= from && body[end - 2] == '\r' && body[end - 1] == '\n';
        if (!lineEnd) {
            throw malformed();
        }
        return end - 2;
    }

    /** The next delimiter: at the beginning of a line, and not merely the beginning of a longer one. */
    private int findDelimiter(int from) {
        int at = find(delimiter, from);
        while (at >= 0 && !(beginsLine(at) && endsBoundary(at + delimiter.length))) {
            at = find(delimiter, at + 1);
        }
        return at;
    }

    private boolean beginsLine(int at) {
        return at == 0 || body[at - 1] == '\n';
    }

    private boolean endsBoundary(int at) {
        return at < body.length && (body[at] == '-' || Character.isWhitespace(body[at]));
    }

    private int find(byte[] wanted, int from) {
        for (int at = from; at + wanted.length <= body.length; at++) {
            if (body[at] == wanted[0] && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private static Optional<String> header(String lines, String name) {
        return lines.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static Optional<String> found(Pattern pattern, String disposition) {
        var matcher = pattern.matcher(disposition);
        return matcher.find() ? Optional.of(group(matcher).replaceAll("\\\\(.)", "$1")) : Optional.empty();
    }

    private static String group(Matcher matcher) {
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    private static ProblemException malformed() {
        return refused("body", "multipart", Map.of());
    }

    static ProblemException refused(String field, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(field, rule, values);
    }
}
