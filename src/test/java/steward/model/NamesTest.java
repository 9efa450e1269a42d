package steward.model;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import steward.platform.problem.ProblemType;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;

class NamesTest {
    private static final ModelLimits IMPATIENT = new ModelLimits(
            Duration.ofMillis(100),
            Duration.ofSeconds(9),
            Duration.ofSeconds(9),
            Duration.ofSeconds(9),
            Duration.ofSeconds(9),
            10);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();
    private boolean away;

    @Test
    void aNameIsLookedUpOnceAndAgainAfterAWhile() {
        var names = names(Runnable::run);
        assertThat(names.find("model.example").join()).containsExactly(HERE);
        names.find("model.example").join();
        assertThat(lookups).hasValue(1);
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        names.find("model.example").join();
        assertThat(lookups).hasValue(2);
    }

    @Test
    void whileTheNameServerIsAwayTheLastAddressesStay() {
        var names = names(Runnable::run);
        names.find("model.example").join();
        away = true;
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(names.find("model.example").join()).containsExactly(HERE);
        assertThat(names.find("model.example").join()).containsExactly(HERE);
    }

    @Test
    void aNameThatWasNotFoundIsLookedUpAgain() {
        var names = names(Runnable::run);
        away = true;
        assertThat(names.find("model.example")).isCompletedExceptionally();
        away = false;
        assertThat(names.find("model.example").join()).containsExactly(HERE);
    }

    @Test
    void aLookUpThatHangsHoldsUpNobodyAndEndsAtTheConnectDeadline() {
        var release = new CountDownLatch(1);
        var timer = Executors.newSingleThreadScheduledExecutor();
        var hanging = Executors.newCachedThreadPool();
        var names = new Names(
                hanging,
                host -> {
                    awaitQuietly(release);
                    throw new UnknownHostException(host);
                },
                System::nanoTime);
        try (var client = client(names, timer)) {
            var began = System.nanoTime();
            var heard = ask(client, "http://model.example/v1");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            var problem = heard.problem();
            assertThat(problem.type()).isEqualTo(ProblemType.UPSTREAM_TIMEOUT);
            assertThat(problem.values()).containsEntry("setting", "LLM_CONNECT_TIMEOUT");
        } finally {
            release.countDown();
            hanging.shutdown();
            timer.shutdownNow();
        }
    }

    @Test
    void theConnectionGoesToTheAddressFoundAndTheHostHeaderKeepsTheName() {
        var timer = Executors.newSingleThreadScheduledExecutor();
        try (var server = StubModelServer.start();
                var client = client(names(Runnable::run), timer)) {
            ask(client, "http://model.example:" + server.port() + "/v1").outcome();
            assertThat(server.calls().latest().header("Host")).isEqualTo("model.example:" + server.port());
        } finally {
            timer.shutdownNow();
        }
    }

    private Names names(Executor executor) {
        return new Names(
                executor,
                host -> {
                    lookups.incrementAndGet();
                    if (away) {
                        throw new UnknownHostException(host);
                    }
                    return new InetAddress[] {HERE};
                },
                now::get);
    }

    private static ModelClient client(Names names, ScheduledExecutorService timer) {
        try {
            return new ModelClient(
                    new ModelRoutes(List.of(), List.of()),
                    IMPATIENT,
                    timer,
                    names,
                    System::nanoTime,
                    SSLContext.getDefault());
        } catch (NoSuchAlgorithmException noTls) {
            throw new AssertionError(noTls);
        }
    }

    private static Heard ask(ModelClient client, String base) {
        var heard = new Heard();
        var route = ModelRoute.of("stub", URI.create(base), ModelRoute.NO_KEY);
        client.send(ModelRequest.chat(route, StubbedModels.body("stub", "?", false), false), heard);
        return heard;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
