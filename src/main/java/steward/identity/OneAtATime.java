package steward.identity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Runs one piece of work after the other on a pool of which it never takes more than one thread. Thread-safe. */
final class OneAtATime {
    private final Executor executor;
    private final int mostWaiting;
    // from here guarded by this
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    OneAtATime(Executor executor, int mostWaiting) {
        this.executor = executor;
        this.mostWaiting = mostWaiting;
    }

    /** Completes with what {@code work} returns, or exceptionally: with what it throws, or server_busy (503). */
    <T> CompletionStage<T> call(Supplier<T> work) {
        var result = new CompletableFuture<T>();
        if (!queued(() -> complete(result, work))) {
            result.completeExceptionally(busy());
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
        try {
            result.complete(work.get());
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    private synchronized boolean queued(Runnable work) {
        if (waiting.size() >= mostWaiting) {
            return false;
        }
        waiting.add(work);
        if (!running) {
            running = true;
            return start();
        }
        return true;
    }

    private boolean start() {
        try {
            executor.execute(this::runAll);
            return true;
        } catch (RejectedExecutionException shuttingDown) {
            waiting.clear();
            running = false;
            return false;
        }
    }

    private void runAll() {
        for (var next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized Runnable next() {
        var next = waiting.poll();
        running = next != null;
        return next;
    }

    private ProblemException busy() {
        return new ProblemException(ProblemType.SERVER_BUSY)
                .with("running", 1)
                .with("limit", 1)
                .with("waiting", mostWaiting)
                .with("setting", "LOGIN")
                .retryAfter(Duration.ofSeconds(2));
    }
}
