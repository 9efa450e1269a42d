package steward.stub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One call as it came in, and what became of it. Written by one thread of the stub, read by any. */
public final class Received {
    private final String head;
    private final byte[] body;
    private final long cameAt;
    private volatile String model = "";
    private volatile long abortedAt;
    private volatile boolean answered;

    Received(String head, byte[] body, long cameAt) {
        this.head = head;
        this.body = body;
        this.cameAt = cameAt;
    }

    /** The request line, such as {@code POST /v1/chat/completions HTTP/1.1}. */
    public String requestLine() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    /** All headers as they stood on the wire. */
    public String headers() {
        return head.substring(head.indexOf("\r\n") + 2).strip();
    }

    /** The value of a header, or null. */
    public String header(String name) {
        return headers()
                .lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    /** The body, read as UTF-8. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The model asked for, or an empty text. */
    public String model() {
        return model;
    }

    /** Whether the whole answer was handed to the network. */
    public boolean answered() {
        return answered;
    }

    /** Whether the client closed its connection before the whole answer was sent. */
    public boolean aborted() {
        return abortedAt != 0;
    }

    /** When that was, as {@link System#nanoTime()}; 0 if it did not happen. */
    public long abortedAtNanos() {
        return abortedAt;
    }

    /** How long after its coming the call was aborted. */
    public Duration abortedAfter() {
        return Duration.ofNanos(abortedAt - cameAt);
    }

    void asked(String name) {
        model = name;
    }

    void nowAnswered() {
        answered = true;
    }

    void nowAborted() {
        abortedAt = System.nanoTime();
    }

    String asJson() {
        return "{\"request\":" + MiniJson.quoted(requestLine()) + ",\"model\":" + MiniJson.quoted(model)
                + ",\"answered\":" + answered + ",\"aborted_after_ms\":"
                + (aborted() ? abortedAfter().toMillis() : null) + ",\"headers\":" + MiniJson.quoted(headers())
                + ",\"body\":" + MiniJson.quoted(body()) + "}";
    }
}
