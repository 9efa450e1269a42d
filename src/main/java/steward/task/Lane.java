package steward.task;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One queue's part of this instance: claims as many tasks as threads are free, at once when there is news and not before.
 * While one claim is under way further news is counted only, so that under load a claim takes many tasks. Where nothing
 * waits, who accepts tasks reserves idle threads for them beforehand and then needs no claim. Thread-safe.
 */
final class Lane {
    private static final Logger LOG = Logger.getLogger(Lane.class.getName());

    private final QueueName queue;
    private final int slots;
    private final Set<Run> held = ConcurrentHashMap.newKeySet();
    private final Semaphore idle; // a permit for each thread that nothing is meant for; a claim under way has them all
    private final AtomicInteger news = new AtomicInteger();
    private final Claim claim;
    private final Starter starter;
    private final Executor claiming;
    private final Executor pool;
    private volatile boolean moreIsWaiting;
    private volatile boolean moving = true; // false from when a pause kept a task from beginning until one is claimed
    private volatile boolean closed;
    private volatile boolean databaseIsAway;

    /** Claims at most so many tasks. */
    interface Claim {
        List<Claimed> upTo(int most);
    }

    /** Makes a run of a claim, and runs it. */
    interface Starter {
        Run begin(Claimed task);

        /** On the queue's pool; returns when the thread is free again. */
        void run(Run run);

        /** The pool takes nothing any more. */
        void refused(Run run);
    }

    Lane(QueueName queue, int slots, Claim claim, Starter starter, Executor claiming, Executor pool) {
        this.queue = queue;
        this.slots = slots;
        this.idle = new Semaphore(slots);
        this.claim = claim;
        this.starter = starter;
        this.claiming = claiming;
        this.pool = pool;
    }

    QueueName queue() {
        return queue;
    }

    int slots() {
        return slots;
    }

    /** Claimed tasks whose thread is not free yet. */
    Collection<Run> held() {
        return held;
    }

    /** There may be work. Returns at once. */
    void wake() {
        if (!closed && news.getAndIncrement() == 0) {
            try {
                claiming.execute(this::serve);
            } catch (RejectedExecutionException shuttingDown) {
                news.set(0);
                LOG.log(Level.FINE, "task.lane_refused", shuttingDown);
            }
        }
    }

    /** Takes nothing any more. */
    void close() {
        closed = true;
    }

    /** Keeps so many threads for tasks about to be accepted; false where not as many are idle or others wait for them. */
    boolean reserve(int tasks) {
        return !closed && moving && !moreIsWaiting && idle.tryAcquire(tasks);
    }

    /** Runs what was accepted on the threads that were reserved for it, and gives those back that nothing needs. */
    void begin(List<Claimed> tasks, int reserved) {
        moving = !tasks.isEmpty();
        tasks.forEach(this::start);
        giveBack(reserved - tasks.size());
    }

    private void serve() {
        int heard;
        do {
            heard = news.get();
            fill();
        } while (news.addAndGet(-heard) > 0);
    }

    private void fill() {
        try {
            int free;
            int got;
            do {
                free = closed ? 0 : idle.drainPermits();
                got = free > 0 ? claim(free) : 0;
            } while (free > 0 && got == free);
            moreIsWaiting = free == 0;
            databaseIsAway = false;
            if (moreIsWaiting && idle.availablePermits() > 0) {
                wake(); // a thread became free before it could know that more is waiting
            }
        } catch (RuntimeException failure) {
            // once per outage: the next look will fail too
            LOG.log(databaseIsAway ? Level.FINE : Level.WARNING, "task.claim_failed queue=" + queue.label(), failure);
            databaseIsAway = true;
        }
    }

    private int claim(int threads) {
        var left = threads;
        try {
            for (var task : claim.upTo(threads)) {
                left--;
                moving = true;
                start(task);
            }
        } finally {
            idle.release(left);
        }
        return threads - left;
    }

    private void start(Claimed task) {
        var run = starter.begin(task);
        held.add(run);
        try {
            pool.execute(() -> work(run));
        } catch (RejectedExecutionException shuttingDown) {
            starter.refused(run);
            free(run);
        }
    }

    private void work(Run run) {
        try {
            starter.run(run);
        } finally {
            free(run);
        }
    }

    private void free(Run run) {
        held.remove(run);
        giveBack(1);
    }

    private void giveBack(int threads) {
        idle.release(threads);
        if (moreIsWaiting) {
            wake();
        }
    }
}
