package steward.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in for an instance behind Nginx: says who it is and what it was told. It knows one stream, of its own name. */
final class Backend implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> forwardedFor = new CopyOnWriteArrayList<>();
    private final List<String> requestIds = new CopyOnWriteArrayList<>();
    private final CountDownLatch second = new CountDownLatch(1);

    Backend() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> forwardedFor() {
        return forwardedFor;
    }

    List<String> requestIds() {
        return requestIds;
    }

    /** Lets a stream that has sent its first event send its second. */
    void sendSecond() {
        second.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            forwardedFor.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Forwarded-For")));
            requestIds.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Request-Id")));
            exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("X-Served-By", address());
            if (path.equals("/api/chat")) {
                stream(exchange);
            } else {
                var full = path.equals("/api/full");
                var foreign = path.startsWith("/v1/streams/") && !path.endsWith("/" + address());
                var body = (full ? "{\"code\":\"server_busy\"}" : "{\"path\":\"" + path + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(full ? 503 : foreign ? 404 : 200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("data: 一\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            second.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        exchange.getResponseBody().write("data: two\n\n".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        second.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
