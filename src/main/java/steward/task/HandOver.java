package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where those who accept tasks meet this instance's idle threads: a task that a thread waits for is accepted as running
 * there, so that its start needs no claim with a statement and a commit of its own. Where threads are busy, tasks wait in
 * their queue. Thread-safe.
 */
@ApplicationScoped
class HandOver {
    private volatile Threads threads = new Threads(null, List.of());

    HandOver() {}

    private record Threads(String worker, Collection<Lane> lanes) {}

    /** From now on these take tasks directly. */
    void open(String worker, Collection<Lane> lanes) {
        threads = new Threads(worker, List.copyOf(lanes));
    }

    void close() {
        threads = new Threads(null, List.of());
    }

    /**
     * Threads for all of the rows that may run at once, if they are of one queue and enough of its threads are idle here;
     * else all go their usual way, by their priorities. Whoever gets them calls {@link Places#begin} in any case.
     */
    Optional<Places> places(List<TaskRow> rows) {
        var now = threads;
        var plain = rows.stream().filter(TaskRow::isPlain).toList();
        if (plain.isEmpty() || plain.stream().map(TaskRow::queue).distinct().count() > 1) {
            return Optional.empty();
        }
        return now.lanes().stream()
                .filter(lane -> lane.queue() == plain.get(0).queue())
                .filter(lane -> lane.reserve(plain.size()))
                .findFirst()
                .map(lane -> new Places(now.worker(), lane, plain.size()));
    }

    /** Idle threads that are kept for tasks about to be committed. */
    record Places(String worker, Lane lane, int threads) {
        /** Runs those that were committed, none if none was. */
        void begin(List<Claimed> tasks) {
            lane.begin(tasks, threads);
        }
    }
}
