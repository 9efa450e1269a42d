package steward.stub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One answer as its behaviour wants it. In the connection's loop only. */
final class Answer {
    private static final byte[] BLOCK = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final Received call;
    private final Ask ask;
    private final Behaviour behaviour;

    Answer(Connection connection, Received call, Ask ask, Behaviour behaviour) {
        this.connection = connection;
        this.call = call;
        this.ask = ask;
        this.behaviour = behaviour;
    }

    void begin() {
        var delay = behaviour.number("delay", 0);
        if (delay == 0) {
            answer();
        } else {
            connection.loop.after(delay, this::answer);
        }
    }

    private void answer() {
        if (!connection.answers(call) || behaviour.has("hang")) {
            return;
        }
        if (behaviour.resetsBefore()) {
            connection.reset();
        } else if (behaviour.has("fail")) {
            fail(behaviour.number("fail", 500));
        } else if (behaviour.has("redirect")) {
            send(307, "Location: http://127.0.0.1:1/elsewhere\r\n", "text/plain", "");
        } else if (behaviour.has("html")) {
            send(200, "", "text/html", "<html><body>It works!</body></html>");
        } else if (ask.stream()) {
            new StreamedAnswer(connection, call, ask, behaviour).begin();
        } else {
            plain();
        }
    }

    private void fail(int status) {
        var retryAfter =
                behaviour.has("retryafter") ? "Retry-After: " + behaviour.number("retryafter", 1) + "\r\n" : "";
        send(
                status,
                retryAfter,
                "application/json",
                Bodies.error(status, String.valueOf(call.header("Authorization"))));
    }

    private void plain() {
        var body = body().getBytes(StandardCharsets.UTF_8);
        if (behaviour.has("silent")) {
            connection.send(head(200, "", "application/json", body.length));
        } else if (behaviour.has("huge")) {
            connection.send(head(200, "", "application/json", 1L << 40));
            connection.endless(() -> connection.send(BLOCK));
        } else if (behaviour.has("reset")) {
            connection.send(join(head(200, "", "application/json", body.length), Arrays.copyOf(body, body.length / 2)));
            connection.loop.after(5, connection::reset);
        } else if (behaviour.has("drip")) {
            connection.send(head(200, "", "application/json", body.length));
            drip(body, 0);
        } else {
            connection.send(join(head(200, "", "application/json", body.length), body));
            connection.done();
        }
    }

    private String body() {
        if (call.requestLine().contains("/embeddings")) {
            return Bodies.embeddings(ask, behaviour);
        }
        if (call.requestLine().contains("/images/generations")) {
            return Bodies.images(ask);
        }
        return Bodies.completion(ask, behaviour.tokens(Bodies.echo(ask)), behaviour);
    }

    private void drip(byte[] body, int at) {
        if (!connection.answers(call)) {
            return;
        }
        if (at == body.length) {
            connection.done();
            return;
        }
        connection.send(new byte[] {body[at]});
        connection.loop.after(Math.max(1, behaviour.number("drip", 1_000)), () -> drip(body, at + 1));
    }

    private void send(int status, String headers, String type, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        connection.send(join(head(status, headers, type, bytes.length), bytes));
        connection.done();
    }

    static byte[] head(int status, String headers, String type, long length) {
        return ("HTTP/1.1 " + status + " Stub\r\nContent-Type: " + type + "\r\n" + headers + "Content-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] join(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
