package steward.task;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.database.Database;
import steward.platform.database.Migrations;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** PostgreSQL is shot down while tasks are submitted and run: what was accepted is done, once, when it is back. */
class DatabaseFailureIT {
    private static final int OUTAGES = 2;
    private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(2);
    private static final Duration TO_COME_BACK = Duration.ofSeconds(10);

    private final Queue<UUID> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger effects = new AtomicInteger();
    private volatile boolean over;

    @TempDir
    Path folder;

    @Test
    void whatWasAcceptedIsDoneWhateverBecomesOfTheDatabaseMeanwhile() throws Exception {
        var port = freePort();
        var server = started(port);
        Migrations.migrated(server.getPostgresDatabase());
        var database = new Database(server.getPostgresDatabase(), false);
        var handler = new TestHandler("test.count", task -> effects.incrementAndGet());
        try (var house = new TaskHouse(database, new TestSignals(), TaskHouse.config("one"), List.of(handler))) {
            house.working();
            var submitters = IntStream.range(0, 2)
                    .mapToObj(number -> new Thread(() -> submit(house)))
                    .toList();
            submitters.forEach(Thread::start);
            for (var outage = 0; outage < OUTAGES; outage++) {
                moreAreAccepted();
                shootDown();
                Awaitility.await().until(() -> !refusals.isEmpty());
                server.close(); // it is down, but its folder is still taken
                server = started(port);
                refusals.removeIf(refusal -> refusal.compareTo(LONGEST_REFUSAL) < 0);
                var before = System.nanoTime();
                moreAreAccepted();
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TO_COME_BACK);
            }
            over = true;
            for (var submitter : submitters) {
                submitter.join();
            }

            assertThat(surprises).isEmpty();
            assertThat(refusals).allMatch(refusal -> refusal.compareTo(LONGEST_REFUSAL) < 0);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> house.count(
                                    "select count(*) from task where state in ('queued', 'delayed', 'running')")
                            .orElseThrow()
                            .equals(0L));
            assertThat(accepted)
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(house.task(id).status()).isEqualTo(TaskState.SUCCEEDED));
        } finally {
            over = true;
            server.close();
        }
    }

    private void submit(TaskHouse house) {
        while (!over) {
            var before = System.nanoTime();
            try {
                accepted.add(house.queue
                        .submit(NewTask.of("test.count", TaskHouse.OWNER, Map.of()))
                        .id());
            } catch (ProblemException refused) {
                if (refused.type() == ProblemType.DATABASE_UNAVAILABLE) {
                    refusals.add(Duration.ofNanos(System.nanoTime() - before));
                } else {
                    surprises.add(refused);
                }
            } catch (RuntimeException other) {
                surprises.add(other);
            }
        }
    }

    private void moreAreAccepted() {
        var before = accepted.size();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> accepted.size() > before + 50);
    }

    private EmbeddedPostgres started(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                // the library turns both off
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    /** As by {@code pg_ctl stop -m immediate}: nothing is written any more, the next start repairs. */
    private void shootDown() throws IOException, InterruptedException {
        var pid = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"))
                .get(0)
                .strip();
        var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        assertThat(new ProcessBuilder("kill", "-QUIT", pid).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        Awaitility.await().until(() -> !process.isAlive());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
