package steward.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import steward.FakeTime;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

@Timeout(60)
class ConcurrencyGateTest {
    private static final Duration FAR = Duration.ofHours(1);

    private final FakeTime time = new FakeTime();
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void requestsPassWhileThereIsRoom() {
        var gate = gate(2, 0);
        assertThat(letIn(gate, "a")).isNotNull();
        assertThat(letIn(gate, "b")).isNotNull();
        assertThat(gate.stats()).isEqualTo(new GateStats(2, 0, 2, 2, 0));
    }

    @Test
    void aPlaceThatBecomesFreePassesToWhoWaits() {
        var gate = gate(1, 2);
        var first = letIn(gate, "a");
        var second = new Visit(gate, "b");
        assertThat(second.permit).isNull();
        first.close();
        assertThat(second.permit).isNotNull();
        assertThat(gate.stats().running()).isEqualTo(1);
    }

    @Test
    void closingTwiceGivesBackOnce() {
        var gate = gate(2, 0);
        var first = letIn(gate, "a");
        letIn(gate, "b");
        first.close();
        first.close();
        assertThat(gate.stats().running()).isEqualTo(1);
    }

    @Test
    void aFullQueueRefusesAndSaysWhichSettingWouldHelp() {
        var gate = gate(1, 2);
        letIn(gate, "a");
        new Visit(gate, "b");
        new Visit(gate, "c");
        var refusal = new Visit(gate, "d").refusal();
        assertThat(refusal.type()).isEqualTo(ProblemType.SERVER_BUSY);
        assertThat(refusal.values())
                .containsEntry("running", 1)
                .containsEntry("limit", 1)
                .containsEntry("waiting", 2)
                .containsEntry("setting", "MAX_CONCURRENT_REQUESTS");
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(gate.stats().refused()).isEqualTo(1);
    }

    @Test
    void whoIsRefusedIsToldToComeBackWhenTheQueueWillHaveDrained() {
        var gate = gate(2, 4);
        var first = letIn(gate, "a");
        time.advance(Duration.ofSeconds(6));
        first.close();
        for (var client : List.of("a", "b", "c", "d", "e", "f")) {
            new Visit(gate, client);
        }
        // (4 waiting + 1) * 6 s / 2 places
        assertThat(new Visit(gate, "g").refusal().retryAfter()).contains(Duration.ofSeconds(15));
    }

    @Test
    void notAllWhoAreRefusedComeBackAtOnce() {
        var gate = new ConcurrencyGate(config(1, 0, FAR), scheduler, time::nanoTime, () -> 0.99);
        letIn(gate, "a");
        assertThat(new Visit(gate, "b").refusal().retryAfter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void oneClientHoldsAtMostHalfOfTheQueue() {
        var gate = gate(1, 4);
        letIn(gate, "noisy");
        new Visit(gate, "noisy");
        new Visit(gate, "noisy");
        assertThat(new Visit(gate, "noisy").refusal()).isNotNull();
        assertThat(new Visit(gate, "quiet").refusal).isNull();
    }

    @Test
    void clientsTakeTurns() {
        var gate = gate(1, 20);
        var running = letIn(gate, "noisy");
        var order = new ArrayList<String>();
        for (var client : List.of("noisy", "noisy", "noisy", "quiet", "静")) {
            gate.enter(client).permit().thenAccept(permit -> {
                order.add(client);
                permit.close();
            });
        }
        running.close();
        assertThat(order).containsExactly("noisy", "quiet", "静", "noisy", "noisy");
        assertThat(gate.stats().running()).isZero();
    }

    @Test
    void whoWaitsTooLongIsRefused() {
        var gate = new ConcurrencyGate(config(1, 2, Duration.ofMillis(20)), scheduler, time::nanoTime, () -> 0);
        letIn(gate, "a");
        var visit = new Visit(gate, "b");
        await().until(() -> visit.refusal != null);
        assertThat(visit.refusal().type()).isEqualTo(ProblemType.SERVER_BUSY);
        assertThat(gate.stats().waiting()).isZero();
    }

    @Test
    void whoIsLetInLeavesNoDeadlineBehind() {
        scheduler.setRemoveOnCancelPolicy(true);
        var gate = gate(1, 2);
        var first = letIn(gate, "a");
        new Visit(gate, "b");
        assertThat(scheduler.getQueue()).hasSize(1);
        first.close();
        assertThat(scheduler.getQueue()).isEmpty();
    }

    @Test
    void aClientGoneWaitsNoMore() {
        var gate = gate(1, 2);
        var first = letIn(gate, "a");
        var gone = new Visit(gate, "b");
        gone.entry.cancel();
        assertThat(gate.stats().waiting()).isZero();
        first.close();
        assertThat(gone.permit).isNull();
        assertThat(gate.stats().running()).isZero();
    }

    @Test
    void aClientGoneAfterItsTurnGivesItsPlaceBackOnce() {
        var gate = gate(2, 0);
        letIn(gate, "a");
        var gone = new Visit(gate, "b");
        gone.entry.cancel();
        gone.entry.cancel();
        gone.permit.close();
        assertThat(gate.stats().running()).isEqualTo(1);
    }

    @Test
    void aGateWhoseServerShutsDownRefusesRatherThanLetsWait() {
        scheduler.shutdown();
        var gate = gate(1, 2);
        letIn(gate, "a");
        assertThat(new Visit(gate, "b").refusal()).isNotNull();
        assertThat(gate.stats().waiting()).isZero();
    }

    @Test
    void aLongQueueOfRequestsThatEndAtOnceDoesNotExhaustTheStack() {
        var gate = gate(1, 400_000);
        var running = letIn(gate, "a");
        for (var i = 0; i < 100_000; i++) {
            gate.enter("b").permit().thenAccept(Permit::close);
        }
        running.close();
        assertThat(gate.stats().running()).isZero();
    }

    @Test
    void ofAHundredAtOnceNeverMoreThanTenRun() throws InterruptedException {
        var gate = gate(10, 200);
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var served = new AtomicInteger();
        var allAsked = new CountDownLatch(1);
        var workers = Executors.newFixedThreadPool(4);
        hundredThreads(number -> gate.enter("c" + number % 50).permit().thenAccept(permit -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            workers.execute(() -> {
                awaitQuietly(allAsked);
                atOnce.decrementAndGet();
                served.incrementAndGet();
                permit.close();
            });
        }));
        allAsked.countDown();
        await().untilAtomic(served, is(100));
        workers.shutdown();
        assertThat(most).hasValue(10);
        await().until(() -> gate.stats().running() == 0);
        assertThat(gate.stats()).isEqualTo(new GateStats(0, 0, 10, 10, 0));
    }

    @Test
    void afterAThousandAbortedRequestsNoPlaceIsLost() throws InterruptedException {
        var gate = new ConcurrencyGate(config(10, 40, Duration.ofMillis(1)), scheduler, time::nanoTime, () -> 0);
        hundredThreads(number -> {
            for (var i = 0; i < 200; i++) {
                var entry = gate.enter("c" + ThreadLocalRandom.current().nextInt(20));
                switch (ThreadLocalRandom.current().nextInt(3)) {
                    case 0 -> entry.cancel();
                    case 1 -> entry.permit().thenAccept(Permit::close);
                    default -> {
                        entry.permit().thenAccept(permit -> entry.cancel());
                        entry.cancel();
                    }
                }
            }
        });
        await().untilAsserted(() -> {
            assertThat(gate.stats().running()).isZero();
            assertThat(gate.stats().waiting()).isZero();
        });
        assertThat(gate.stats().maxRunning()).isLessThanOrEqualTo(10);
        assertThat(letIn(gate, "after")).isNotNull();
    }

    private static void hundredThreads(IntConsumer work) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(100);
        var start = new CountDownLatch(1);
        for (var i = 0; i < 100; i++) {
            var number = i;
            threads.execute(() -> {
                awaitQuietly(start);
                work.accept(number);
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Permit letIn(ConcurrencyGate gate, String client) {
        return new Visit(gate, client).permit;
    }

    private ConcurrencyGate gate(int limit, int queue) {
        return new ConcurrencyGate(config(limit, queue, FAR), scheduler, time::nanoTime, () -> 0);
    }

    private static AdmissionConfig config(int limit, int queue, Duration timeout) {
        return new AdmissionConfig(true, 60, limit, queue, timeout);
    }

    /** One who comes to the gate, and what became of it. */
    private static final class Visit {
        private final Entry entry;
        private volatile Permit permit;
        private volatile Throwable refusal;

        Visit(ConcurrencyGate gate, String client) {
            entry = gate.enter(client);
            entry.permit().whenComplete((given, refused) -> {
                permit = given;
                refusal = refused;
            });
        }

        ProblemException refusal() {
            return (ProblemException) (refusal instanceof CompletionException ? refusal.getCause() : refusal);
        }
    }
}
