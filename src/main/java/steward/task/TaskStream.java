package steward.task;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.PendingStream;
import steward.platform.http.ProblemResponse;
import steward.platform.json.Json;
import steward.platform.problem.Problem;
import steward.platform.signal.Signals.Subscription;

/**
 * One client that watches one task: how it is, how far it gets, how it ended. Holds no thread. Events may be lost on their
 * way, so the row is looked at from time to time as well. Thread-safe.
 */
final class TaskStream {
    private static final long LOOK_SECONDS = 10;

    private final PendingStream pending;
    private final BlockingWork blocking;
    private final Supplier<TaskInfo> read;
    private Subscription subscription; // guarded by this
    private ScheduledFuture<?> looks; // guarded by this
    private boolean over; // guarded by this

    TaskStream(PendingStream pending, BlockingWork blocking, Supplier<TaskInfo> read) {
        this.pending = pending;
        this.blocking = blocking;
        this.read = read;
    }

    /** First listens, then looks, so that nothing falls in between. */
    void open(TaskEvents events, UUID task, ScheduledExecutorService timer) {
        pending.onGone(this::close);
        synchronized (this) {
            if (over) {
                return;
            }
            subscription = events.subscribe(task, this::heard);
            looks = timer.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
        whenRead(info -> {
            if (!info.status().isEnd()) {
                send("task", info);
            }
        });
    }

    private void heard(TaskEvent event) {
        if (event.state().isEnd()) {
            look();
        } else {
            send("progress", event);
        }
    }

    private void look() {
        whenRead(info -> {});
    }

    private interface Then {
        void with(TaskInfo info);
    }

    private void whenRead(Then then) {
        CompletionStage<TaskInfo> reading = blocking.call(read);
        reading.whenComplete((info, failure) -> {
            if (failure != null) {
                close();
                pending.fail(ProblemResponse.problem(failure));
            } else if (info.status().isEnd()) {
                done(info);
            } else {
                then.with(info);
            }
        });
    }

    private void done(TaskInfo info) {
        if (close()) {
            send("done", info);
            pending.end();
        }
    }

    /** True for the first caller only. */
    private synchronized boolean close() {
        if (over) {
            return false;
        }
        over = true;
        if (subscription != null) {
            subscription.close();
            looks.cancel(false);
        }
        return true;
    }

    private void send(String event, Object data) {
        pending.send(frame(event, Json.bytes(data)));
    }

    /** How a problem is told once the stream is open. */
    static byte[] error(Problem problem) {
        return frame("error", problem.asProblemJson());
    }

    private static byte[] frame(String event, byte[] data) {
        return ("event: " + event + "\ndata: " + new String(data, StandardCharsets.UTF_8) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
