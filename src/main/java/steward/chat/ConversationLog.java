package steward.chat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import steward.platform.concurrent.BlockingWork;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Remembers turns: an answer is given out as saved only when its turn is committed. Turns that come while a
 * transaction is being written go together into the next one (group commit), so that many answers a second cost few
 * commits. Thread-safe.
 */
@ApplicationScoped
class ConversationLog {
    private static final int MOST_TURNS_AT_ONCE = 256;
    private static final int MOST_TURNS_WAITING = 20_000;

    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private Consumer<List<Turn>> store;
    private BlockingWork blocking;

    ConversationLog() {} // for the CDI proxy

    @Inject
    ConversationLog(ConversationRepository conversations, BlockingWork blocking) {
        this(conversations::append, blocking);
    }

    ConversationLog(Consumer<List<Turn>> store, BlockingWork blocking) {
        this.store = store;
        this.blocking = blocking;
    }

    /** Completes when the turn is committed; fails with database_unavailable or server_busy (503). */
    CompletionStage<Void> append(Turn turn) {
        var entry = new Entry(turn, new CompletableFuture<>());
        var length = size.incrementAndGet();
        if (length > MOST_TURNS_WAITING) {
            size.decrementAndGet();
            return CompletableFuture.failedFuture(new ProblemException(ProblemType.DATABASE_UNAVAILABLE));
        }
        waiting.add(entry);
        if (length == 1) {
            startWriting();
        }
        return entry.committed();
    }

    private void startWriting() {
        blocking.run(this::write).whenComplete((done, refused) -> {
            if (refused != null) {
                failAll(refused);
            }
        });
    }

    /** Whoever brought the size from zero writes until it is zero again; so there is one writer at a time. */
    private void write() {
        int left;
        do {
            var batch = batch();
            writeTogether(batch);
            left = size.addAndGet(-batch.size());
        } while (left > 0);
    }

    private List<Entry> batch() {
        var batch = new ArrayList<Entry>();
        for (var entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            batch.add(entry);
            if (batch.size() == MOST_TURNS_AT_ONCE) {
                break;
            }
        }
        return batch;
    }

    private void writeTogether(List<Entry> batch) {
        try {
            store.accept(batch.stream().map(Entry::turn).toList());
            batch.forEach(entry -> entry.committed().complete(null));
        } catch (ProblemException databaseIsAway) {
            batch.forEach(entry -> entry.committed().completeExceptionally(databaseIsAway));
        } catch (RuntimeException badTurn) {
            writeApart(batch, badTurn);
        }
    }

    /** One bad turn must not take the others with it. */
    private void writeApart(List<Entry> batch, RuntimeException failure) {
        if (batch.size() == 1) {
            batch.get(0).committed().completeExceptionally(failure);
        } else {
            batch.forEach(entry -> writeTogether(List.of(entry)));
        }
    }

    private void failAll(Throwable refused) {
        for (var entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            size.decrementAndGet();
            entry.committed().completeExceptionally(refused);
        }
    }

    private record Entry(Turn turn, CompletableFuture<Void> committed) {}
}
