package steward.platform.concurrent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Runs what waits on a disk or a database, away from the few threads that serve HTTP. Bounded: when too much waits
 * already, new work is refused with server_busy (503) instead of piling up. Thread-safe.
 */
@ApplicationScoped
public class BlockingWork {
    private static final int MOST_WAITING = 512;

    private Executor executor;
    private Semaphore room;

    BlockingWork() {} // for the CDI proxy

    @Inject
    BlockingWork(@Blocking Executor executor) {
        this(executor, MOST_WAITING);
    }

    public BlockingWork(Executor executor, int mostWaiting) {
        this.executor = executor;
        this.room = new Semaphore(mostWaiting);
    }

    /** Completes with what {@code work} returns, or exceptionally with what it throws. */
    public <T> CompletionStage<T> call(Supplier<T> work) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(busy());
        }
        var result = new CompletableFuture<T>();
        try {
            executor.execute(() -> complete(result, work));
        } catch (RejectedExecutionException refused) {
            room.release();
            result.completeExceptionally(busy());
        }
        return result;
    }

    /** As {@link #call}, for work without a result. */
    public CompletionStage<Void> run(Runnable work) {
        return call(() -> {
            work.run();
            return null;
        });
    }

    private <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
        try {
            result.complete(work.get());
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        } finally {
            room.release();
        }
    }

    private ProblemException busy() {
        return new ProblemException(ProblemType.SERVER_BUSY)
                .with("running", MOST_WAITING - room.availablePermits())
                .with("limit", MOST_WAITING)
                .with("waiting", 0)
                .with("setting", "DB_POOL_SIZE")
                .retryAfter(Duration.ofSeconds(1));
    }
}
