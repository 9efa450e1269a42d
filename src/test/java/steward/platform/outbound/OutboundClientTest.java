package steward.platform.outbound;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.outbound.OutboundFailure.Reason;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** No address that somebody gives leads into our own network, however it is written. */
class OutboundClientTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService lookups = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
    private final AtomicInteger lookedUp = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private OutboundClient client;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(lookups);
        server.createContext("/", exchange -> {
            connections.incrementAndGet();
            heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            var body = "好, fine".getBytes(UTF_8);
            exchange.getResponseHeaders().set("X-Answer", "yes");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        client = client(List.of());
    }

    private OutboundClient client(List<String> allowed) throws Exception {
        return new OutboundClient(new OutboundPolicy(allowed), this::find, lookups, timer, SSLContext.getDefault());
    }

    private InetAddress[] find(String host) throws UnknownHostException {
        lookedUp.incrementAndGet();
        var known = names.get(host);
        return known == null ? InetAddress.getAllByName(host) : known.toArray(new InetAddress[0]);
    }

    @AfterEach
    void stop() {
        over.countDown();
        client.close();
        server.stop(0);
        timer.shutdownNow();
        lookups.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "http://127.1:PORT/",
                "http://127.0.1:PORT/",
                "http://2130706433:PORT/",
                "http://0x7f.0.0.1:PORT/",
                "http://0x7f000001:PORT/",
                "http://0177.0.0.1:PORT/",
                "http://0:PORT/",
                "http://0.0.0.0:PORT/",
                "http://127.255.255.254:PORT/",
                "http://localhost:PORT/",
                "http://LOCALHOST.:PORT/",
                "http://a.localhost:PORT/",
                "http://[::1]:PORT/",
                "http://[::]:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://[::ffff:7f00:1]:PORT/",
                "http://[::127.0.0.1]:PORT/",
                "http://[0:0:0:0:0:ffff:7f00:0001]:PORT/",
                "http://[64:ff9b::7f00:1]:PORT/",
                "http://[64:ff9b:1::7f00:1]:PORT/",
                "http://[2002:7f00:1::]:PORT/",
                "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]:PORT/",
                "http://[fe80::1]:PORT/",
                "http://[fe80::1%25lo]:PORT/",
                "http://[fc00::1]:PORT/",
                "http://[fd00:ec2::254]/latest/meta-data/",
                "http://[ff02::1]:PORT/",
                "http://[2001:db8::1]:PORT/",
                "http://[5f00::1]:PORT/",
                "http://10.0.0.1:PORT/",
                "http://172.16.0.1:PORT/",
                "http://172.31.255.255:PORT/",
                "http://192.168.1.1:PORT/",
                "http://169.254.169.254/latest/meta-data/",
                "http://100.100.100.200/latest/meta-data/",
                "http://168.63.129.16/",
                "http://192.0.0.192/",
                "http://198.18.0.1:PORT/",
                "http://224.0.0.1:PORT/",
                "http://240.0.0.1:PORT/",
                "http://255.255.255.255:PORT/",
                "http://user:pass@127.0.0.1:PORT/",
                "http://public.example@127.0.0.1:PORT/",
                "http://127.0.0.1:PORT/#@public.example",
                "http://127。0。0。1:PORT/",
                "http://１２７.0.0.1:PORT/",
                "http://ⓛocalhost:PORT/",
                "http://127.0.0.1%2f@public.example:PORT/",
                "http://127.0.0.1\\@public.example:PORT/",
                "http:127.0.0.1:PORT/",
                "//127.0.0.1:PORT/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:PORT/_GET",
                "jar:http://127.0.0.1:PORT/a.jar!/",
                "ftp://127.0.0.1:PORT/",
                "ldap://127.0.0.1:PORT/",
                "dict://127.0.0.1:PORT/",
                "http://private.example:PORT/",
                "http://mixed.example:PORT/",
                "http://public.example:22/",
                "http://public.example:6/",
                "http:///",
                "http://",
                "",
                "http://a b/"
            })
    void noSpellingReachesOurOwnNetwork(String written) throws Exception {
        names.put("private.example", List.of(InetAddress.getByName("127.0.0.1")));
        names.put("mixed.example", List.of(InetAddress.getByName("93.184.215.14"), InetAddress.getByName("127.0.0.1")));
        names.put("a.localhost", List.of(InetAddress.getByName("127.0.0.1")));
        names.put("0x7f.0.0.1", List.of(InetAddress.getByName("127.0.0.1")));
        names.put("0x7f000001", List.of(InetAddress.getByName("127.0.0.1")));
        names.put("0177.0.0.1", List.of(InetAddress.getByName("127.0.0.1")));
        var text = written.replace("PORT", Integer.toString(port()));

        if (client.broken(text).isEmpty()) {
            assertThat(failureOf(OutboundRequest.get(URI.create(text))).reason())
                    .isEqualTo(Reason.REFUSED);
        }

        assertThat(connections).hasValue(0);
    }

    @Test
    void whatANameMeantWhenItWasJudgedIsWhatIsConnectedTo() throws Exception {
        // a name server that answers with a public address first, and with ours afterwards
        names.put("rebind.example", List.of(InetAddress.getByName("203.0.113.7")));
        failureOf(request("http://rebind.example:" + port() + "/").within(Duration.ofMillis(200), 100));
        assertThat(lookedUp).hasValue(1);
        assertThat(connections).hasValue(0);
    }

    @Test
    void aHostThatTheAdministratorNamesIsReachedUnderItsName() throws Exception {
        names.put("hooks.internal", List.of(InetAddress.getByName("127.0.0.1")));
        client.close();
        client = client(List.of("Hooks.Internal:" + port()));

        var answer = client.send(OutboundRequest.post(
                        URI.create("http://hooks.internal:" + port() + "/回调".replace("回调", "%E5%9B%9E?a=b%20c")),
                        "application/json",
                        "{\"问\":1}".getBytes(UTF_8)))
                .toCompletableFuture()
                .join();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("好, fine");
        assertThat(answer.header("x-answer")).contains("yes");
        assertThat(heard).containsExactly("POST /%E5%9B%9E?a=b%20c hooks.internal:" + port() + " {\"问\":1}");
    }

    @Test
    void anotherPortOfAnAllowedHostIsNotAllowed() throws Exception {
        names.put("hooks.internal", List.of(InetAddress.getByName("127.0.0.1")));
        client.close();
        client = client(List.of("hooks.internal:1"));
        assertThat(failureOf(request("http://hooks.internal:" + port() + "/")).reason())
                .isEqualTo(Reason.REFUSED);
    }

    @Test
    void aRedirectIsToldAndNotFollowed() throws Exception {
        server.createContext("/away", exchange -> {
            connections.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/secret");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        allowThisMachine();

        var answer = client.send(request("http://127.0.0.1:" + port() + "/away").with("Authorization", "Bearer x"))
                .toCompletableFuture()
                .join();

        assertThat(answer.status()).isEqualTo(302);
        assertThat(connections).hasValue(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void anAnswerThatNeverComesEndsAtTheDeadline() throws Exception {
        server.createContext("/never", exchange -> await());
        allowThisMachine();
        var request = request("http://127.0.0.1:" + port() + "/never").within(Duration.ofMillis(200), 100);
        assertThat(failureOf(request).reason()).isEqualTo(Reason.TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(longs = {5_000, 0})
    void anAnswerThatIsTooLongIsCut(long stated) throws Exception {
        server.createContext("/long", exchange -> {
            exchange.sendResponseHeaders(200, stated);
            exchange.getResponseBody().write(new byte[5_000]);
            exchange.close();
        });
        allowThisMachine();
        var request = request("http://127.0.0.1:" + port() + "/long").within(Duration.ofSeconds(5), 4_999);
        assertThat(failureOf(request).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void aHostWithoutAnAddressAndAPortWithoutAServerAreToldApart() throws Exception {
        allowThisMachine();
        assertThat(failureOf(request("http://nowhere.invalid/")).reason()).isEqualTo(Reason.UNKNOWN_HOST);
        server.stop(0);
        assertThat(failureOf(request("http://127.0.0.1:" + port() + "/")).reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void headersCannotSmuggleOthers() {
        var request = request("http://public.example/");
        for (var header : List.of("Host", "Content-Length", "Transfer-Encoding", "Bad Name", "X\r\nY")) {
            assertThat(catchThrowable(() -> request.with(header, "1"))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(catchThrowable(() -> request.with("X", "a\r\nHost: b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(request.with("Authorization", "Bearer geheim").toString()).doesNotContain("geheim");
    }

    private void allowThisMachine() throws Exception {
        client.close();
        client = client(List.of("127.0.0.1"));
    }

    private void await() throws IOException {
        try {
            over.await();
        } catch (InterruptedException end) {
            throw new IOException(end);
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static OutboundRequest request(String address) {
        return OutboundRequest.get(URI.create(address));
    }

    private OutboundFailure failureOf(OutboundRequest request) {
        var failure =
                catchThrowable(() -> client.send(request).toCompletableFuture().join());
        assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(OutboundFailure.class);
        return (OutboundFailure) failure.getCause();
    }
}
