package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import steward.ReadyOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static steward.FakeExchange.fake;

@Timeout(30)
class EventStreamTest {
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final Socket socket = new Socket();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void theFirstPieceLeavesAtOnce() throws IOException {
        var stream = open();
        stream.send(bytes("data: 一\n\n"));
        assertThat(socket.left()).containsExactly("data: 一\n\n");
    }

    @Test
    void aBurstLeavesInFewerWritesThanItHasPiecesAndIsWhole() throws IOException {
        var stream = open();
        var whole = new StringBuilder();
        for (var i = 0; i < 1_000; i++) {
            var piece = "data: 词" + i + "\n\n";
            whole.append(piece);
            stream.send(bytes(piece));
        }
        stream.end();
        await().until(() -> socket.completed);
        assertThat(String.join("", socket.left())).isEqualTo(whole.toString());
        assertThat(socket.left()).hasSizeLessThan(500);
    }

    @Test
    void whatIsHeldBackAMomentLeavesAlsoWhereNothingFollows() throws IOException {
        var stream = open();
        stream.send(bytes("data: one\n\n"));
        stream.send(bytes("data: two\n\n"));
        await().until(() -> String.join("", socket.left()).equals("data: one\n\ndata: two\n\n"));
        assertThat(socket.completed).isFalse();
    }

    private EventStream open() throws IOException {
        var response = fake(HttpServletResponse.class, (proxy, call, arguments) -> switch (call.getName()) {
            case "getOutputStream" -> socket;
            default -> null;
        });
        var async = fake(AsyncContext.class, (proxy, call, arguments) -> switch (call.getName()) {
            case "getResponse" -> response;
            case "complete" -> socket.complete();
            default -> null;
        });
        return EventStream.open(async, timer, false, () -> {});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Always takes everything; remembers what left with each flush. */
    private static final class Socket extends ReadyOutput {
        private final List<String> left = new ArrayList<>();
        private final StringBuilder unflushed = new StringBuilder();
        private volatile boolean completed;

        synchronized List<String> left() {
            return List.copyOf(left);
        }

        Object complete() {
            completed = true;
            return null;
        }

        @Override
        public void write(int one) {
            throw new IllegalStateException("only whole frames are written");
        }

        @Override
        public synchronized void write(byte[] frame) {
            unflushed.append(new String(frame, StandardCharsets.UTF_8));
        }

        @Override
        public synchronized void flush() {
            left.add(unflushed.toString());
            unflushed.setLength(0);
        }
    }
}
