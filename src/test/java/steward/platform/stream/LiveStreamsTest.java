package steward.platform.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.ReadyOutput;
import steward.platform.database.Ids;
import steward.platform.http.ClientWatch;
import steward.platform.http.RequestContext;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static steward.FakeExchange.fake;

class LiveStreamsTest {
    private static final String ANNA = "key:anna";
    private static final String BEN = "key:ben";

    private final FakeTime time = new FakeTime();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final LiveStreams streams = new LiveStreams(new ClientWatch(timer), timer, new Ids(time), time::nanoTime);
    private final AtomicInteger stopped = new AtomicInteger();
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
        clients.forEach(Client::leave);
    }

    @Test
    void eachFrameOfAStreamThatCanBeResumedHasItsNumber() {
        var client = client();
        var stream = open(client, true);
        stream.send(bytes("data: 一\n\ndata: two\n\n"));
        stream.sendNumbered(bytes("event: delta\ndata: three\n\n"));
        await().until(() ->
                client.heard().equals("id: 1\ndata: 一\n\nid: 2\ndata: two\n\nid: 3\nevent: delta\ndata: three\n\n"));
        assertThat(client.header).isEqualTo(stream.id().toString());
    }

    @Test
    void whatCannotBeResumedIsToldAsItIsAndStopsWithItsClient() {
        var client = client();
        open(client, false).send(bytes("data: one\n\n"));
        assertThat(client.heard()).isEqualTo("data: one\n\n");
        client.leave();
        await().until(() -> stopped.get() == 1);
    }

    @Test
    void whatCannotBeResumedHasNumbersWhereTheyAreAskedFor() {
        var client = client();
        var stream = open(client, false);
        stream.sendNumbered(bytes("data: one\n\n"));
        stream.sendNumbered(bytes("data: two\n\n"));
        await().until(() -> client.heard().equals("id: 1\ndata: one\n\nid: 2\ndata: two\n\n"));
    }

    @Test
    void whatCannotBeResumedStopsWithItsClientAlsoBeforeItsFirstFrame() {
        var client = client();
        open(client, false);
        client.leave();
        await().until(() -> stopped.get() == 1);
    }

    @Test
    void whatNobodyComesBackForIsStoppedAndSaysSo() {
        var client = client();
        var stream = open(client, true);
        stream.send(bytes("data: one\n\n"));
        pass(LiveStreams.PATIENCE);
        assertThat(stopped).as("while its client listens").hasValue(0);
        client.leave();
        await().until(() -> {
            pass(LiveStreams.PATIENCE);
            return stopped.get() == 1;
        });
        var late = client();
        resume(late, stream.id(), ANNA, 1);
        assertThat(late.heard()).isEqualTo("id: 2\ndata: stream_cancelled\n\n");
    }

    @Test
    void whatIsOverIsKeptForAWhileAndThenRemembered() {
        var stream = open(client(), true);
        stream.send(bytes("data: one\n\n"));
        stream.end();
        var second = client();
        resume(second, stream.id(), ANNA, 0);
        assertThat(second.heard()).isEqualTo("id: 1\ndata: one\n\n");
        assertThat(second.ended).isTrue();
        resume(second, stream.id(), ANNA, 1);
        assertThat(second.status).isEqualTo(204);
        pass(LiveStreams.KEPT);
        assertThat(refusal(stream.id(), ANNA)).isEqualTo(ProblemType.GONE);
        pass(LiveStreams.REMEMBERED);
        assertThat(refusal(stream.id(), ANNA)).isEqualTo(ProblemType.NOT_FOUND);
    }

    @Test
    void nobodyElseCanHaveOrStopIt() {
        var stream = open(client(), true);
        stream.send(bytes("data: one\n\n"));
        assertThat(refusal(stream.id(), BEN)).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(UUID.randomUUID(), ANNA)).isEqualTo(ProblemType.NOT_FOUND);
        var refused = catchThrowableOfType(
                ProblemException.class, () -> streams.cancel(stream.id().toString(), BEN));
        assertThat(refused.type()).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(stopped).hasValue(0);
    }

    @Test
    void itsOwnerStopsItOnce() {
        for (var resumable : List.of(true, false)) {
            stopped.set(0);
            var client = client();
            var stream = open(client, resumable);
            stream.send(bytes("data: one\n\n"));
            var id = stream.id().toString();
            streams.cancel(id, ANNA);
            stream.send(bytes("data: late\n\n"));
            assertThat(stopped).hasValue(1);
            await().until(() -> client.ended);
            assertThat(client.heard()).endsWith("data: stream_cancelled\n\n").doesNotContain("late");
            var again = catchThrowableOfType(ProblemException.class, () -> streams.cancel(id, ANNA));
            assertThat(again.type()).isEqualTo(resumable ? ProblemType.GONE : ProblemType.NOT_FOUND);
        }
    }

    @Test
    void aFrameThatThereNeverWasIsBadInput() {
        var stream = open(client(), true);
        stream.send(bytes("data: one\n\n"));
        var refused = catchThrowableOfType(ProblemException.class, () -> resume(client(), stream.id(), ANNA, 2));
        assertThat(refused.errors().get(0).field()).isEqualTo("after");
    }

    private LiveStream open(Client client, boolean resumable) {
        var stream = streams.open(client.async(), ANNA, resumable, headers -> {}, LiveStreamsTest::told);
        stream.stopWith(stopped::incrementAndGet);
        return stream;
    }

    private static byte[] told(Problem problem) {
        return bytes("data: " + problem.code() + "\n\n");
    }

    private void resume(Client client, UUID id, String owner, int after) {
        streams.resume(client.request(), client.response(), id.toString(), owner, after, "after");
    }

    private ProblemType refusal(UUID id, String owner) {
        return catchThrowableOfType(ProblemException.class, () -> resume(client(), id, owner, 0))
                .type();
    }

    private void pass(long nanos) {
        time.advance(Duration.ofNanos(nanos).plusSeconds(1));
        streams.sweep();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Client client() {
        var client = new Client();
        clients.add(client);
        return client;
    }

    /** A client on a connection of its own, which the kernel knows, and its request and response. */
    private static final class Client extends ReadyOutput {
        private final ServerSocket server;
        private final Socket socket;
        private final Socket accepted;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private volatile String header;
        private volatile int status;
        private volatile boolean ended;

        Client() {
            try {
                server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                accepted = server.accept();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        void leave() {
            try (server;
                    accepted) {
                socket.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        synchronized String heard() {
            return heard.toString(StandardCharsets.UTF_8);
        }

        HttpServletRequest request() {
            return fake(HttpServletRequest.class, (proxy, call, arguments) -> switch (call.getName()) {
                case "getLocalPort" -> accepted.getLocalPort();
                case "getRemotePort" -> accepted.getPort();
                case "getAttribute" -> new RequestContext("req_1", Locale.ENGLISH, 0);
                case "startAsync" -> async();
                default -> null;
            });
        }

        HttpServletResponse response() {
            return fake(HttpServletResponse.class, (proxy, call, arguments) -> {
                switch (call.getName()) {
                    case "getOutputStream" -> {
                        return this;
                    }
                    case "setStatus" -> status = (int) arguments[0];
                    case "setHeader" ->
                        header = arguments[0].equals("X-Steward-Stream") ? (String) arguments[1] : header;
                    default -> {
                        // not asked for
                    }
                }
                return null;
            });
        }

        AsyncContext async() {
            var request = request();
            var response = response();
            return fake(AsyncContext.class, (proxy, call, arguments) -> switch (call.getName()) {
                case "getRequest" -> request;
                case "getResponse" -> response;
                case "complete" -> ended = true;
                default -> null;
            });
        }

        @Override
        public synchronized void write(int value) {
            heard.write(value);
        }
    }
}
