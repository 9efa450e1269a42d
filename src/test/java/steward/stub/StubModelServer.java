package steward.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model server of OpenAI's kind that answers from the request alone and breaks on demand: {@link Behaviour} lists
 * what the name of a model can ask for. Few threads serve thousands of connections.
 *
 * <pre>
 * java -cp target/test-classes steward.stub.StubModelServer --port 18200 --delay 0 --pace 20 --tokens 50
 * curl 127.0.0.1:18200/stub/calls          what it has seen, as JSON
 * curl -X DELETE 127.0.0.1:18200/stub/calls     forget it
 * </pre>
 */
public final class StubModelServer implements AutoCloseable {
    private final ServerSocketChannel acceptor;
    private final List<Loop> loops;
    private final Behaviour shared;
    private final StubCalls calls = new StubCalls();

    private StubModelServer(InetSocketAddress address, int threads, Behaviour shared) throws IOException {
        this.shared = shared;
        this.acceptor = ServerSocketChannel.open().bind(address, 4_096);
        this.loops = IntStream.range(0, threads).mapToObj(i -> new Loop()).toList();
        loops.forEach(loop -> daemon(loop, "stub-loop"));
        daemon(this::acceptAll, "stub-accept");
    }

    /** A server on a free port of this machine, with one thread. */
    public static StubModelServer start() {
        return start(0, "stub", 1);
    }

    /** As {@link #start()}, on this port, with a behaviour for every model, such as {@code stub-delay-200}. */
    public static StubModelServer start(int port, String behaviour, int threads) {
        try {
            return new StubModelServer(new InetSocketAddress("127.0.0.1", port), threads, Behaviour.parsed(behaviour));
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** What to give as {@code LLM_BASE_URL}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port() + "/v1");
    }

    public int port() {
        try {
            return ((InetSocketAddress) acceptor.getLocalAddress()).getPort();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    public StubCalls calls() {
        return calls;
    }

    @Override
    public void close() {
        try {
            acceptor.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        loops.forEach(Loop::stop);
    }

    void answer(Connection connection, Received call) {
        calls.began(call);
        if (call.requestLine().contains(" /stub/")) {
            answerAboutItself(connection, call);
        } else if (call.requestLine().startsWith("GET") && call.requestLine().contains("/models")) {
            send(connection, Bodies.models());
        } else {
            var ask = Ask.of(call.body());
            call.asked(ask.model());
            var behaviour = Behaviour.of(ask.model(), shared);
            var nth = calls.asked(ask.model());
            new Answer(
                            connection,
                            call,
                            ask,
                            behaviour.faulty() && !behaviour.strikes(nth) ? behaviour.healthy() : behaviour)
                    .begin();
        }
    }

    private void answerAboutItself(Connection connection, Received call) {
        if (call.requestLine().startsWith("DELETE")) {
            calls.forget();
        }
        send(connection, calls.asJson());
    }

    private static void send(Connection connection, String json) {
        var body = json.getBytes(StandardCharsets.UTF_8);
        connection.send(Answer.join(Answer.head(200, "", "application/json", body.length), body));
        connection.done();
    }

    private void acceptAll() {
        for (var next = 0; acceptor.isOpen(); next++) {
            try {
                var channel = acceptor.accept();
                var loop = loops.get(next % loops.size());
                loop.submit(() -> {
                    try {
                        new Connection(loop, channel, this);
                    } catch (IOException goneAlready) {
                        throw new UncheckedIOException(goneAlready);
                    }
                });
            } catch (ClosedChannelException closed) {
                return; // the end
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private static void daemon(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Serves until it is killed. Every word of {@link Behaviour} is an option; further {@code --port}, {@code --threads}. */
    public static void main(String[] args) throws InterruptedException {
        var port = 18200;
        var threads = 1;
        var words = new ArrayList<>(List.of("stub"));
        for (var i = 0; i + 1 < args.length; i += 2) {
            var name = args[i].substring(2);
            switch (name) {
                case "port" -> port = Integer.parseInt(args[i + 1]);
                case "threads" -> threads = Integer.parseInt(args[i + 1]);
                default -> words.addAll(List.of(name, args[i + 1]));
            }
        }
        var server = start(port, String.join("-", words), threads);
        System.out.println("stub model server at " + server.baseUrl());
        Thread.currentThread().join();
    }
}
