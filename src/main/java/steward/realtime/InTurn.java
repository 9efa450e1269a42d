package steward.realtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one thing after the other, each when the one before has ended, on threads that may block. Thread-safe. */
final class InTurn {
    private final Executor executor;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    InTurn(Executor executor) {
        this.executor = executor;
    }

    void run(Runnable step) {
        waiting.add(step);
        if (count.getAndIncrement() == 0) {
            executor.execute(this::runAll);
        }
    }

    private void runAll() {
        do {
            waiting.remove().run();
        } while (count.decrementAndGet() > 0);
    }
}
