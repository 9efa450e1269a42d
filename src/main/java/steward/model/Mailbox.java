package steward.model;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs steps one at a time, in the thread that brings them, and never blocks: whoever comes while another works leaves
 * the step to that other. So what the steps share needs no lock, and no lock is held while foreign code is called.
 */
final class Mailbox {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final Consumer<RuntimeException> onBug;

    /** @param onBug is given what a step throws; runs in turn, like a step */
    Mailbox(Consumer<RuntimeException> onBug) {
        this.onBug = onBug;
    }

    void run(Runnable step) {
        if (unfinished.compareAndSet(0, 1)) {
            work(step);
        } else {
            waiting.add(step);
            if (unfinished.getAndIncrement() != 0) {
                return;
            }
            work(waiting.remove());
        }
        while (unfinished.decrementAndGet() != 0) {
            work(waiting.remove());
        }
    }

    private void work(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            onBug.accept(bug);
        }
    }
}
