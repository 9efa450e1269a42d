package steward.pages;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import steward.platform.json.Json;

/** What the mock answers to a question: a refusal, or a stream of events that can be held until a test lets it go on. */
final class Reply {
    private static final int PING_MILLIS = 20;

    private final int status;
    private final int retryAfterSeconds;
    private final String problem;
    private final List<Step> steps = new ArrayList<>();
    private final CountDownLatch gone = new CountDownLatch(1);

    private interface Step {
        void write(OutputStream body) throws IOException;
    }

    private Reply(int status, int retryAfterSeconds, String problem) {
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
        this.problem = problem;
    }

    static Reply refused(int status, String code, String detail, int retryAfterSeconds) {
        var problem = Map.of("status", status, "code", code, "detail", detail, "request_id", "req_7b1");
        return new Reply(status, retryAfterSeconds, json(problem));
    }

    static Reply stream(String mode) {
        var reply = new Reply(200, 0, null);
        var model = mode.equals("model") ? "deepseek-chat" : "steward-extractive";
        return reply.event("meta", Map.of("request_id", "req_7b1", "mode", mode, "model", model, "cached", false));
    }

    Reply event(String name, Object data) {
        var frame = "id: " + steps.size() + "\nevent: " + name + "\ndata: " + json(data) + "\n\n";
        steps.add(body -> body.write(frame.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    Reply delta(String text) {
        return event("delta", Map.of("id", "m1", "text", text));
    }

    Reply citations(List<Map<String, Object>> citations) {
        return event("citations", citations);
    }

    /** The usage and the good end. */
    Reply done() {
        return event("usage", Map.of("prompt_tokens", 12, "completion_tokens", 30, "total_tokens", 42))
                .event("done", Map.of("conversation_id", "c-mock-1", "saved", true, "cached", false));
    }

    /** Sends nothing but pings until the test opens the latch. */
    Reply until(CountDownLatch latch) {
        steps.add(body -> {
            while (!waited(latch)) {
                body.write(": ping\n\n".getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
        });
        return this;
    }

    /** Opens when the client has left before the stream's end. */
    CountDownLatch gone() {
        return gone;
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(PING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void send(HttpExchange exchange) throws IOException {
        if (problem == null) {
            sendStream(exchange);
            return;
        }
        if (retryAfterSeconds > 0) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(retryAfterSeconds));
        }
        MockBackEnd.send(exchange, status, "application/problem+json", problem);
    }

    private void sendStream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        var body = exchange.getResponseBody();
        try {
            for (var step : steps) {
                step.write(body);
                body.flush();
            }
        } catch (IOException left) {
            gone.countDown();
        }
    }

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
