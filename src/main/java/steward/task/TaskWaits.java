package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import steward.platform.concurrent.BlockingWork;

/** Waits for the end of a task without holding a thread. Thread-safe. */
@ApplicationScoped
class TaskWaits {
    private TaskEvents events;
    private BlockingWork blocking;
    private ScheduledExecutorService timer;

    TaskWaits() {} // for the CDI proxy

    @Inject
    TaskWaits(TaskEvents events, BlockingWork blocking, ScheduledExecutorService timer) {
        this.events = events;
        this.blocking = blocking;
        this.timer = timer;
    }

    /** Looks by {@code read}; where the task has not ended, once more at its end or when the time is over. */
    CompletionStage<TaskInfo> ended(UUID id, Duration most, Supplier<TaskInfo> read) {
        if (most.isZero()) {
            return blocking.call(read);
        }
        var end = new CompletableFuture<Void>();
        // first listen, then look: an end in between is heard
        var subscription = events.subscribe(id, event -> {
            if (event.state().isEnd()) {
                end.complete(null);
            }
        });
        var timeout = timer.schedule(() -> end.complete(null), most.toMillis(), TimeUnit.MILLISECONDS);
        return blocking.call(read)
                .thenCompose(task -> task.status().isEnd()
                        ? CompletableFuture.completedFuture(task)
                        : end.thenCompose(over -> blocking.call(read)))
                .whenComplete((task, failure) -> {
                    subscription.close();
                    timeout.cancel(false);
                });
    }
}
