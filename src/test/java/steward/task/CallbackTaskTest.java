package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.database.Ids;
import steward.platform.json.Json;
import steward.platform.outbound.LocalOutbound;
import steward.platform.outbound.OutboundClient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an address hears of the end of a task, and how it knows that it was us. */
class CallbackTaskTest {
    private final FakeTime time = new FakeTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile Headers headers;
    private volatile byte[] body;
    private volatile int status = 204;
    private HttpServer server;
    private OutboundClient outbound;
    private Callbacks callbacks;
    private CallbackTask task;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            body = exchange.getRequestBody().readAllBytes();
            headers = exchange.getRequestHeaders();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        outbound = LocalOutbound.client(Runnable::run, timer);
        var secret = new Callbacks.Secret(Optional.of("geheim"));
        callbacks = new Callbacks(secret, outbound, new Ids(Clock.systemUTC()));
        task = new CallbackTask(callbacks, new NoTasks(), outbound, time);
    }

    /** The task that has ended is forgotten already: then at least its id and its end are told. */
    private static final class NoTasks extends TaskRepository {
        @Override
        Optional<TaskInfo> glance(UUID id, String owner) {
            return Optional.empty();
        }
    }

    @AfterEach
    void stop() {
        outbound.close();
        server.stop(0);
        timer.shutdownNow();
    }

    private FakeRun run(String path) {
        return new FakeRun(Map.of(
                "url",
                "http://127.0.0.1:" + server.getAddress().getPort() + path,
                "task_id",
                UUID.randomUUID(),
                "status",
                "succeeded"));
    }

    @Test
    void whatIsToldIsSignedWithTheOwnersKeyAndItsTime() throws Exception {
        var run = run("/%E5%9B%9E%E8%B0%83");

        assertThat(task.run(run)).isEqualTo(Map.of("http_status", 204));

        var seconds = time.instant().getEpochSecond();
        var key = callbacks.key(run.owner()).orElseThrow();
        assertThat(headers.getFirst("Steward-Signature"))
                .isEqualTo("t=" + seconds + ",v1=" + hmac(key, seconds + "." + new String(body, UTF_8)));
        assertThat(headers.getFirst("Idempotency-Key")).isEqualTo(run.id().toString());
        JsonNode told = Json.tree(body);
        assertThat(told.path("status").asText()).isEqualTo("succeeded");
    }

    private static String hmac(String key, String text) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    @Test
    void eachOwnerHasAKeyOfTheirOwn() {
        assertThat(callbacks.key("key:anna")).isNotEqualTo(callbacks.key("key:ben"));
    }

    @Test
    void anAddressThatRefusesIsToldAgain() {
        status = 500;

        assertThatThrownBy(() -> task.run(run("/"))).isInstanceOfSatisfying(TaskFailure.class, failure -> {
            assertThat(failure.code()).isEqualTo("callback_refused");
            assertThat(failure.permanent()).isFalse();
        });
    }

    @Test
    void anAddressThatIsAwayIsToldAgain() {
        var run = run("/");
        server.stop(0);

        assertThatThrownBy(() -> task.run(run))
                .isInstanceOfSatisfying(
                        TaskFailure.class, failure -> assertThat(failure.code()).isEqualTo("callback_failed"));
    }
}
