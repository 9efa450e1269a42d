package steward.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into the data of server-sent events (WHATWG HTML, "Interpreting an event stream"), however the
 * network has cut it. Lines may end in LF, CR or CRLF; comments and other fields are skipped; a byte order mark is too.
 * For one stream and one thread at a time.
 *
 * <p>A parser of our own, because what libraries offer hands out text, while here the bytes of a payload pass through as
 * they are: no decoding, no encoding, no character cut in two. Only bytes that are no UTF-8 become U+FFFD.
 */
final class SseParser {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final int mostBytes;
    private final Consumer<byte[]> onEvent;
    private final ByteArrayOutputStream partOfLine = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(0);
    private byte[] onlyLine; // of an event whose data is one line, which is nearly all
    private boolean hasData;
    private boolean afterCarriageReturn;
    private boolean begun;

    /**
     * @param mostBytes that one line, and the data of one event, may have
     * @param onEvent is given each event's data
     */
    SseParser(int mostBytes, Consumer<byte[]> onEvent) {
        this.mostBytes = mostBytes;
        this.onEvent = onEvent;
    }

    /** @throws UpstreamFailure when a line or an event is too long */
    void feed(byte[] bytes) throws UpstreamFailure {
        var start = 0;
        for (var i = 0; i < bytes.length; i++) {
            var b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                start = i + 1;
                afterCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                endOfLine(bytes, start, i);
                start = i + 1;
                afterCarriageReturn = b == '\r';
            } else {
                afterCarriageReturn = false;
            }
        }
        if (start < bytes.length) {
            keep(bytes, start, bytes.length);
        }
    }

    /** The stream has ended: an event whose lines are complete counts even without its empty line. */
    void end() {
        dispatch();
    }

    private void endOfLine(byte[] bytes, int start, int end) throws UpstreamFailure {
        if (partOfLine.size() == 0) {
            line(bytes, start, end);
            return;
        }
        keep(bytes, start, end);
        var whole = partOfLine.toByteArray();
        partOfLine.reset();
        line(whole, 0, whole.length);
    }

    private void keep(byte[] bytes, int start, int end) throws UpstreamFailure {
        if (partOfLine.size() + end - start > mostBytes) {
            throw new UpstreamFailure("a line of the stream is too long");
        }
        partOfLine.write(bytes, start, end - start);
    }

    private void line(byte[] bytes, int from, int end) throws UpstreamFailure {
        var start = begun ? from : from + markLength(bytes, from, end);
        begun = true;
        if (start == end) {
            dispatch();
        } else if (isData(bytes, start, end)) {
            addData(bytes, valueStart(bytes, start + DATA.length, end), end);
        }
    }

    private static int markLength(byte[] bytes, int start, int end) {
        return startsWith(BYTE_ORDER_MARK, bytes, start, end) ? BYTE_ORDER_MARK.length : 0;
    }

    /** {@code data:…}, or {@code data} alone, which is an empty line of data. */
    private static boolean isData(byte[] bytes, int start, int end) {
        return startsWith(DATA, bytes, start, end) && (end == start + DATA.length || bytes[start + DATA.length] == ':');
    }

    private static int valueStart(byte[] bytes, int colon, int end) {
        var start = Math.min(colon + 1, end);
        return start < end && bytes[start] == ' ' ? start + 1 : start;
    }

    private void addData(byte[] bytes, int start, int end) throws UpstreamFailure {
        if (!hasData) {
            hasData = true;
            onlyLine = Arrays.copyOfRange(bytes, start, end);
            return;
        }
        if (onlyLine != null) {
            lines.writeBytes(onlyLine);
            onlyLine = null;
        }
        if (lines.size() + 1 + end - start > mostBytes) {
            throw new UpstreamFailure("an event of the stream is too long");
        }
        lines.write('\n');
        lines.write(bytes, start, end - start);
    }

    private void dispatch() {
        if (!hasData) {
            return;
        }
        var data = onlyLine != null ? onlyLine : lines.toByteArray();
        hasData = false;
        onlyLine = null;
        lines.reset();
        if (data.length > 0) {
            onEvent.accept(inUtf8(data));
        }
    }

    /** The same bytes, or where they are no UTF-8, with U+FFFD in the place of what is wrong. */
    private static byte[] inUtf8(byte[] bytes) {
        if (isAscii(bytes)) {
            return bytes;
        }
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? bytes : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isAscii(byte[] bytes) {
        for (var b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] prefix, byte[] bytes, int start, int end) {
        return end - start >= prefix.length
                && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
    }
}
