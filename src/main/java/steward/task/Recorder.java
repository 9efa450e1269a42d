package steward.task;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.problem.ProblemException;
import steward.task.Outcomes.Ended;

/**
 * Records how runs ended, many in one transaction, off the threads that run them. While the database is away it tries again
 * every second: what was done is not done again because of it, as long as nobody else has taken the task.
 */
final class Recorder {
    private static final Logger LOG = Logger.getLogger(Recorder.class.getName());
    private static final int MOST_AT_ONCE = 500;
    private static final long RETRY_MILLIS = 1_000;

    private final AtomicInteger open = new AtomicInteger();
    private final Outcomes outcomes;
    private final Consumer<Ended> onRecorded;
    private final ScheduledExecutorService timer;
    private final Batches<Ended> batches;

    Recorder(Outcomes outcomes, Consumer<Ended> onRecorded, Executor executor, ScheduledExecutorService timer) {
        this.outcomes = outcomes;
        this.onRecorded = onRecorded;
        this.timer = timer;
        this.batches = new Batches<>(this::write, executor, MOST_AT_ONCE);
    }

    /** How many ends are not recorded yet. */
    int open() {
        return open.get();
    }

    void record(Ended ended) {
        open.incrementAndGet();
        attempt(ended);
    }

    private void attempt(Ended ended) {
        batches.add(ended).whenComplete((written, failure) -> {
            if (failure == null) {
                open.decrementAndGet();
            } else {
                failed(ended, failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
            }
        });
    }

    private void failed(Ended ended, Throwable failure) {
        if (failure instanceof ProblemException || failure instanceof RejectedExecutionException) {
            LOG.log(Level.FINE, "task.record_later id=" + ended.task().id(), failure);
            later(ended);
        } else if (ended.outcome().next() == TaskState.DEAD) {
            LOG.log(Level.SEVERE, "task.record_failed id=" + ended.task().id(), failure);
            open.decrementAndGet();
        } else {
            LOG.log(Level.WARNING, "task.record_failed id=" + ended.task().id(), failure);
            attempt(new Ended(ended.task(), ended.worker(), Outcome.dead("record_failed", null)));
        }
    }

    private void later(Ended ended) {
        try {
            timer.schedule(() -> attempt(ended), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException shuttingDown) {
            LOG.log(Level.WARNING, "task.not_recorded id=" + ended.task().id(), shuttingDown);
            open.decrementAndGet();
        }
    }

    private void write(List<Ended> ended) {
        var recorded = outcomes.record(ended);
        recorded.forEach(onRecorded);
        if (recorded.size() < ended.size()) {
            LOG.log(Level.WARNING, "task.taken_by_another count={0}", ended.size() - recorded.size());
        }
    }
}
