package steward.stub;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One answer as a stream of server-sent events, in chunked encoding. In the connection's loop only. */
final class StreamedAnswer {
    private static final byte[] HEAD =
            "HTTP/1.1 200 Stub\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final Received call;
    private final Ask ask;
    private final Behaviour behaviour;
    private final List<String> tokens;
    private final int cut;
    private long firstAt;
    private int sent;

    StreamedAnswer(Connection connection, Received call, Ask ask, Behaviour behaviour) {
        this.connection = connection;
        this.call = call;
        this.ask = ask;
        this.behaviour = behaviour;
        this.tokens = behaviour.tokens(Bodies.echo(ask));
        this.cut = cut();
    }

    private int cut() {
        if (behaviour.has("errorframe")) {
            return tokens.size() / 2;
        }
        return Stream.of("reset", "close")
                .filter(behaviour::has)
                .mapToInt(fault -> behaviour.cutAfter(fault, tokens.size()))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    void begin() {
        if (behaviour.has("silent")) {
            connection.send(HEAD);
        } else if (behaviour.has("huge") || behaviour.has("hugeline")) {
            connection.send(HEAD);
            endless();
        } else if (behaviour.has("drip")) {
            connection.send(HEAD);
            drip(whole(), 0);
        } else if (behaviour.has("first") || behaviour.has("ping")) {
            connection.send(HEAD);
            wait(behaviour.number("first", 1_000));
        } else {
            start(HEAD);
        }
    }

    private void wait(int millis) {
        var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        connection.loop.at(until, () -> start(new byte[0]));
        if (behaviour.has("ping")) {
            ping(until);
        }
    }

    private void ping(long until) {
        if (connection.answers(call) && System.nanoTime() < until) {
            connection.send(chunk(": keep-alive\n\n".getBytes(StandardCharsets.UTF_8)));
            connection.loop.after(behaviour.number("ping", 100), () -> ping(until));
        }
    }

    private void start(byte[] before) {
        if (!connection.answers(call)) {
            return;
        }
        firstAt = System.nanoTime();
        if (behaviour.number("pace", 0) == 0 && !behaviour.has("split")) {
            burst(before);
        } else {
            connection.send(before);
            next();
        }
    }

    /** All at once, in one write where nothing goes wrong. */
    private void burst(byte[] before) {
        var all = new ByteArrayOutputStream(200 * tokens.size() + 500);
        all.writeBytes(before);
        while (sent < frames() && !isCut()) {
            all.writeBytes(chunk(frame(sent++)));
        }
        if (isCut()) {
            connection.send(all.toByteArray());
            cutOff();
        } else {
            all.writeBytes(END);
            connection.send(all.toByteArray());
            connection.done();
        }
    }

    /** One frame, and the next when its time has come; the times do not drift. */
    private void next() {
        if (!connection.answers(call)) {
            return;
        }
        if (isCut()) {
            cutOff();
        } else if (sent == frames()) {
            connection.send(END);
            connection.done();
        } else {
            var frame = frame(sent++);
            if (behaviour.has("split")) {
                inParts(frame, 0);
            } else {
                connection.send(chunk(frame));
                connection.loop.at(firstAt + TimeUnit.MILLISECONDS.toNanos((long) sent * pace()), this::next);
            }
        }
    }

    private int pace() {
        return behaviour.number("pace", 0);
    }

    /** Cuts before every byte that continues a character. */
    private void inParts(byte[] frame, int from) {
        if (!connection.answers(call)) {
            return;
        }
        var to = from + 1;
        while (to < frame.length && (frame[to] & 0xC0) != 0x80) {
            to++;
        }
        connection.send(chunk(Arrays.copyOfRange(frame, from, to)));
        var end = to;
        connection.loop.after(1, end == frame.length ? this::next : () -> inParts(frame, end));
    }

    /** The opening, the tokens, the finish, perhaps the usage, and [DONE]. */
    private int frames() {
        return tokens.size() + 2 + (ask.wantsUsage() ? 1 : 0) + (behaviour.has("nodone") ? 0 : 1);
    }

    private boolean isCut() {
        return sent > cut;
    }

    private void cutOff() {
        if (behaviour.has("reset")) {
            connection.loop.after(5, connection::reset);
        } else if (behaviour.has("errorframe")) {
            connection.send(chunk(line(Bodies.errorFrame())));
            connection.send(END);
            connection.done();
        } else {
            connection.send(END);
            connection.done();
        }
    }

    private byte[] frame(int index) {
        if (behaviour.has("badsse")) {
            return oddLine(json(index), index);
        }
        var frame = line(json(index));
        return behaviour.has("badutf8") && index == 1 ? broken() : frame;
    }

    private String json(int index) {
        if (index == 0) {
            return Bodies.firstChunk(ask);
        }
        if (index <= tokens.size()) {
            return behaviour.has("tool") && ask.firstTool() != null
                    ? Bodies.toolChunk(ask)
                    : Bodies.chunk(ask, tokens.get(index - 1));
        }
        if (index == tokens.size() + 1) {
            return Bodies.lastChunk(ask, behaviour);
        }
        return index == tokens.size() + 2 && ask.wantsUsage() ? Bodies.usageChunk(ask, tokens.size()) : "[DONE]";
    }

    private static byte[] line(String json) {
        return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** All of it is legal. */
    private static byte[] oddLine(String json, int index) {
        var text = switch (index % 5) {
            case 0 -> (index == 0 ? "\uFEFF" : "") + "data:" + json + "\r\n\r\n";
            case 1 -> ": a comment\r\rdata: " + json + "\r\r";
            case 2 -> "event: message\nid: 7\nretry: 10\ndata: " + json + "\n\n\n\n";
            case 3 -> "unknown\ndata:" + json.replaceFirst(",", ",\ndata: ") + "\r\n\n";
            default -> "data: " + json + "\r\n\r";
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] broken() {
        var bytes = line(Bodies.chunk(ask, "中@文"));
        for (var i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '@' ? (byte) 0xFF : bytes[i];
        }
        return bytes;
    }

    private void endless() {
        if (behaviour.has("hugeline")) {
            connection.send(chunk("data: ".getBytes(StandardCharsets.UTF_8)));
            var block = chunk("x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8));
            connection.endless(() -> connection.send(block));
        } else {
            var frame = line(Bodies.chunk(ask, "x".repeat(8 * 1024)));
            var block = chunk(frame);
            connection.endless(() -> connection.send(block));
        }
    }

    private byte[] whole() {
        var all = new ByteArrayOutputStream();
        for (var index = 0; index < frames(); index++) {
            all.writeBytes(frame(index));
        }
        return all.toByteArray();
    }

    private void drip(byte[] all, int at) {
        if (!connection.answers(call)) {
            return;
        }
        if (at == all.length) {
            connection.send(END);
            connection.done();
            return;
        }
        connection.send(chunk(new byte[] {all[at]}));
        connection.loop.after(Math.max(1, behaviour.number("drip", 1_000)), () -> drip(all, at + 1));
    }

    private static byte[] chunk(byte[] payload) {
        var head = (Integer.toHexString(payload.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        var out = new byte[head.length + payload.length + 2];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(payload, 0, out, head.length, payload.length);
        System.arraycopy(CRLF, 0, out, head.length + payload.length, 2);
        return out;
    }
}
