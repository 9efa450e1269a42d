package steward.model;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Secret;
import steward.platform.problem.ProblemType;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A key is sent only to a server whose certificate is trusted and says the right name. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static HttpsServer server;
    private static SSLContext trusting;
    private static ScheduledExecutorService timer;

    @BeforeAll
    static void start() throws Exception {
        var keys = selfSigned("model.example");
        trusting = context(keys);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trusting));
        server.createContext("/v1/chat/completions", exchange -> {
            REQUESTS.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("{ }\n".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        timer = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        timer.shutdownNow();
    }

    @Test
    void aTrustedServerIsAsked() {
        try (var client = client(trusting)) {
            assertThat(ask(client, "model.example").body()).isEqualTo("{ }\n");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        var before = REQUESTS.get();
        try (var client = client(SSLContext.getDefault())) {
            assertThat(ask(client, "model.example").problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        }
        assertThat(REQUESTS).hasValue(before);
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        var before = REQUESTS.get();
        try (var client = client(trusting)) {
            assertThat(ask(client, "other.example").problem().type()).isEqualTo(ProblemType.UPSTREAM_ERROR);
        }
        assertThat(REQUESTS).hasValue(before);
    }

    private static ModelClient client(SSLContext trust) {
        var here = new InetAddress[] {InetAddress.getLoopbackAddress()};
        return new ModelClient(
                new ModelRoutes(List.of(), List.of()),
                ModelLimits.NORMAL,
                timer,
                new Names(Runnable::run, host -> here, System::nanoTime),
                System::nanoTime,
                trust);
    }

    private static Heard ask(ModelClient client, String host) {
        var base = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/v1");
        var heard = new Heard();
        var route = ModelRoute.of("m", base, Secret.of(StubbedModels.KEY));
        client.send(ModelRequest.chat(route, StubbedModels.body("m", "?", false), false), heard);
        return heard;
    }

    /** Made by the JDK's own keytool: the JDK has no public API that signs certificates. */
    private static KeyStore selfSigned(String name) throws IOException, InterruptedException, GeneralSecurityException {
        var file = folder.resolve("keys.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "test",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
