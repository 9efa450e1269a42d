package steward.model;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MailboxTest {
    private final ArrayList<String> done = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(bug -> done.add(bug.getMessage()));

    @Test
    void aStepBroughtByAStepComesAfterIt() {
        mailbox.run(() -> {
            mailbox.run(() -> done.add("second"));
            done.add("first");
        });
        mailbox.run(() -> done.add("third"));
        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void aStepThatThrowsStopsNoOther() {
        mailbox.run(() -> {
            mailbox.run(() -> done.add("next"));
            throw new IllegalStateException("thrown");
        });
        assertThat(done).containsExactly("thrown", "next");
    }

    @Test
    void stepsOfManyThreadsNeverRunAtOnceAndNoneIsLost() throws InterruptedException {
        var counter = new int[1];
        var start = new CountDownLatch(1);
        var threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    awaitStart(start);
                    for (var n = 0; n < 20_000; n++) {
                        mailbox.run(() -> counter[0]++);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(counter[0]).isEqualTo(160_000);
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
