package steward.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import steward.platform.problem.ProblemException;

/**
 * Group commit: what comes while a transaction is being written goes together into the next, so that many things a second
 * cost few commits. Thread-safe.
 */
final class Batches<T> {
    private final Queue<Entry<T>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Consumer<List<T>> write;
    private final Executor executor;
    private final int mostAtOnce;

    /**
     * @param write writes all or none, on {@code executor}, never two at once; throws a problem where the database is away,
     *     anything else where something does not fit (then each is tried alone)
     */
    Batches(Consumer<List<T>> write, Executor executor, int mostAtOnce) {
        this.write = write;
        this.executor = executor;
        this.mostAtOnce = mostAtOnce;
    }

    /** Completes when the item is written. */
    CompletableFuture<Void> add(T item) {
        var entry = new Entry<>(item, new CompletableFuture<Void>());
        waiting.add(entry);
        if (size.getAndIncrement() == 0) {
            startWriting();
        }
        return entry.written();
    }

    private void startWriting() {
        try {
            executor.execute(this::writeAll);
        } catch (RejectedExecutionException refused) {
            failAll(refused);
        }
    }

    /** Whoever brought the size from zero writes until it is zero again; so there is one writer at a time. */
    private void writeAll() {
        int left;
        do {
            var batch = batch();
            write(batch);
            left = size.addAndGet(-batch.size());
        } while (left > 0);
    }

    private List<Entry<T>> batch() {
        var batch = new ArrayList<Entry<T>>();
        while (batch.size() < mostAtOnce) {
            var entry = waiting.poll();
            if (entry == null) {
                break;
            }
            batch.add(entry);
        }
        return batch;
    }

    private void write(List<Entry<T>> batch) {
        try {
            write.accept(batch.stream().map(Entry::item).toList());
            batch.forEach(entry -> entry.written().complete(null));
        } catch (ProblemException databaseIsAway) {
            batch.forEach(entry -> entry.written().completeExceptionally(databaseIsAway));
        } catch (RuntimeException badItem) {
            writeApart(batch, badItem);
        }
    }

    /** One bad item must not take the others with it. */
    private void writeApart(List<Entry<T>> batch, RuntimeException failure) {
        if (batch.size() == 1) {
            batch.get(0).written().completeExceptionally(failure);
        } else {
            batch.forEach(entry -> write(List.of(entry)));
        }
    }

    private void failAll(RuntimeException refused) {
        for (var entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            size.decrementAndGet();
            entry.written().completeExceptionally(refused);
        }
    }

    private record Entry<T>(T item, CompletableFuture<Void> written) {}
}
