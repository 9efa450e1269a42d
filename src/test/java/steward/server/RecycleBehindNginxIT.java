package steward.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.deploy.Nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two instances behind a real Nginx; one ends after a number of requests while callers go on without a pause. */
class RecycleBehindNginxIT {
    private static final int REQUESTS = 400;
    private static final int CALLERS = 8;
    private static final String CONVERSATION = "{\"title\":\"年假\"}";

    @TempDir
    private Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void whileAnInstanceEndsNoRequestIsCutOffAlsoNoneThatMayNotBeSentTwice() throws Exception {
        var config = folder.resolve("nginx");
        try (var ending = Instance.start(
                        "recycled-behind-nginx",
                        Instance.settings(
                                "NGINX_DIR",
                                config.toString(),
                                "RECYCLE_AFTER_REQUESTS",
                                Integer.toString(REQUESTS),
                                "RECYCLE_JITTER_REQUESTS",
                                "0"));
                var staying = Instance.start("stays-behind-nginx", Instance.settings());
                var nginx = Nginx.start(config, List.of(address(ending), address(staying)), Map.of())) {
            var callers = Executors.newFixedThreadPool(CALLERS);
            var calls = new ArrayList<CompletableFuture<Void>>();
            for (var number = 0; number < CALLERS; number++) {
                calls.add(CompletableFuture.runAsync(() -> call(nginx), callers));
            }

            assertThat(ending.awaitEnd()).isZero();
            var atTheEnd = answered.get();
            // nobody notices that it is away, and it is not asked for
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> answered.get() > atTheEnd + REQUESTS || !failures.isEmpty());
            over.set(true);
            calls.forEach(CompletableFuture::join);
            callers.shutdown();

            assertThat(failures).isEmpty();
            assertThat(answered.get()).isGreaterThan(2 * REQUESTS);
            assertThat(config.resolve("run/down/" + address(ending))).hasContent("recycling");
        }
    }

    private static String address(Instance instance) {
        return "127.0.0.1:" + instance.port();
    }

    /** A POST is sent to one instance only, so whatever is cut off is seen here. */
    private void call(Nginx nginx) {
        while (!over.get() && failures.isEmpty()) {
            try {
                var answer = Instance.client()
                        .send(
                                HttpRequest.newBuilder(URI.create(nginx.uri("/api/conversations")))
                                        .header("Content-Type", "application/json")
                                        .timeout(Duration.ofSeconds(30))
                                        .POST(BodyPublishers.ofString(CONVERSATION))
                                        .build(),
                                BodyHandlers.ofString());
                if (answer.statusCode() != 201) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
                answered.incrementAndGet();
            } catch (IOException cutOff) {
                failures.add(cutOff.toString());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
