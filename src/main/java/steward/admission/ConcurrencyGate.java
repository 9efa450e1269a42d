package steward.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import steward.identity.Limits;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * How many requests this instance works on at once. Beyond that a few may wait for a short time: clients take turns, and
 * none may hold more than half of the queue, so that one who floods it only waits longer behind themselves. Waiting holds
 * no thread. A place that becomes free passes straight to the next in turn; nobody overtakes the queue. Safe for many
 * threads.
 */
public final class ConcurrencyGate {
    private static final long LONGEST_RETRY_SECONDS = 60;

    private final AdmissionConfig config;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final Function<String, Limits> limits;
    private final OwnPlaces ownPlaces;
    private final AtomicLong holders = new AtomicLong();
    // Waiters whose turn came while this thread was letting another in: let in one after the other, since each may give
    // its place back at once, and the stack is not as deep as the queue may be long.
    private final ThreadLocal<Deque<Waiter>> nextHere = new ThreadLocal<>();

    private final Object lock = new Object();
    // from here guarded by lock
    private final Map<String, Deque<Waiter>> queues = new LinkedHashMap<>(); // by client, in the order of their turns
    private int running;
    private int waiting;
    private int maxRunning;
    private long refused;
    private double meanHoldNanos;

    /**
     * @param scheduler ends waits that last too long
     * @param random between 0 and 1, so that refused clients do not all come back in the same second
     */
    ConcurrencyGate(
            AdmissionConfig config, ScheduledExecutorService scheduler, LongSupplier nanoTime, DoubleSupplier random) {
        this(config, scheduler, nanoTime, random, Limits::usual, new LocalOwnPlaces());
    }

    /**
     * @param limits of a client, where it has some of its own
     * @param ownPlaces counts what is done for those
     */
    ConcurrencyGate(
            AdmissionConfig config,
            ScheduledExecutorService scheduler,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Function<String, Limits> limits,
            OwnPlaces ownPlaces) {
        this.limits = limits;
        this.ownPlaces = ownPlaces;
        this.config = config;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /**
     * Asks for a place; returns at once.
     *
     * @param client whose turn it takes: a key, a user or an address
     */
    public Entry enter(String client) {
        var own = limits.apply(client).levels().stream()
                .filter(level -> level.maxConcurrent() != null)
                .toList();
        var waiter = new Waiter(client, own);
        var full = own.isEmpty() ? null : ownPlaces.take(waiter.holder, own);
        if (full != null) {
            waiter.refuse(usedUp(full));
            return waiter;
        }
        var outcome = place(waiter);
        switch (outcome) {
            case ROOM -> waiter.letIn();
            case QUEUED -> waiter.setDeadline();
            case FULL -> waiter.refuse();
        }
        return waiter;
    }

    public GateStats stats() {
        synchronized (lock) {
            return new GateStats(running, waiting, config.maxConcurrent(), maxRunning, refused);
        }
    }

    private ProblemException usedUp(Limits.Level level) {
        synchronized (lock) {
            refused++;
            return new ProblemException(ProblemType.CONCURRENCY_LIMIT_EXCEEDED)
                    .with("limit", level.maxConcurrent())
                    .retryAfter(retryAfter());
        }
    }

    private Outcome place(Waiter waiter) {
        synchronized (lock) {
            if (running < config.maxConcurrent()) {
                running++;
                maxRunning = Math.max(maxRunning, running);
                return Outcome.ROOM;
            }
            if (!mayQueue(waiter.client)) {
                return Outcome.FULL;
            }
            queues.computeIfAbsent(waiter.client, client -> new ArrayDeque<>()).add(waiter);
            waiting++;
            return Outcome.QUEUED;
        }
    }

    private boolean mayQueue(String client) {
        var own = queues.get(client);
        return waiting < config.maxQueued() && (own == null || own.size() < Math.max(1, config.maxQueued() / 2));
    }

    private void giveBack(long heldNanos) {
        Waiter next;
        synchronized (lock) {
            meanHoldNanos += meanHoldNanos == 0 ? heldNanos : (heldNanos - meanHoldNanos) / 16;
            next = nextInTurn();
            if (next == null) {
                running--;
            }
        }
        if (next != null) {
            letIn(next);
        }
    }

    private Waiter nextInTurn() {
        var turns = queues.entrySet().iterator();
        if (!turns.hasNext()) {
            return null;
        }
        var turn = turns.next();
        var client = turn.getKey();
        var queue = turn.getValue();
        turns.remove();
        var next = queue.remove();
        if (!queue.isEmpty()) {
            queues.put(client, queue);
        }
        waiting--;
        return next;
    }

    private void letIn(Waiter first) {
        if (nextHere.get() != null) {
            nextHere.get().add(first);
            return;
        }
        var others = new ArrayDeque<Waiter>();
        nextHere.set(others);
        try {
            for (var next = first; next != null; next = others.poll()) {
                next.letIn();
            }
        } finally {
            nextHere.remove();
        }
    }

    private boolean withdraw(Waiter waiter) {
        synchronized (lock) {
            var queue = queues.get(waiter.client);
            if (queue == null || !queue.remove(waiter)) {
                return false;
            }
            if (queue.isEmpty()) {
                queues.remove(waiter.client);
            }
            waiting--;
            return true;
        }
    }

    private ProblemException busy() {
        synchronized (lock) {
            refused++;
            return new ProblemException(ProblemType.SERVER_BUSY)
                    .with("running", running)
                    .with("limit", config.maxConcurrent())
                    .with("waiting", waiting)
                    .with("setting", "MAX_CONCURRENT_REQUESTS")
                    .retryAfter(retryAfter());
        }
    }

    // places become free at limit/hold a second, and those who wait come first
    private Duration retryAfter() {
        var drained = (waiting + 1)
                * meanHoldNanos
                / config.maxConcurrent()
                / Duration.ofSeconds(1).toNanos();
        var seconds = Math.min(Math.max((long) Math.ceil(drained), 1), LONGEST_RETRY_SECONDS);
        return Duration.ofSeconds(seconds + (long) (random.getAsDouble() * 3));
    }

    private enum Outcome {
        ROOM,
        QUEUED,
        FULL
    }

    private final class Waiter implements Entry {
        private final String client;
        private final CompletableFuture<Permit> permit = new CompletableFuture<>();

        private final List<Limits.Level> own;
        private final long holder = holders.incrementAndGet();
        private final AtomicBoolean released = new AtomicBoolean();

        Waiter(String client, List<Limits.Level> own) {
            this.client = client;
            this.own = own;
        }

        /** Gives back what was taken of the client's own limits, once. */
        void release() {
            if (!own.isEmpty() && released.compareAndSet(false, true)) {
                ownPlaces.giveBack(holder, own);
            }
        }

        /** Its own limit is used up: it never took a place of it. */
        void refuse(ProblemException full) {
            released.set(true);
            permit.completeExceptionally(full);
        }

        @Override
        public CompletionStage<Permit> permit() {
            return permit.minimalCompletionStage();
        }

        @Override
        public void cancel() {
            withdraw(this);
            if (!isPermitted()) {
                release();
            }
            // true also in the moment between this request's turn and its permit, which then goes straight back
            if (!permit.cancel(false)) {
                permit.thenAccept(Permit::close);
            }
        }

        private boolean isPermitted() {
            return permit.isDone() && !permit.isCompletedExceptionally();
        }

        void letIn() {
            var place = new Place(this);
            if (!permit.complete(place)) {
                place.close();
            }
        }

        void refuse() {
            release();
            permit.completeExceptionally(busy());
        }

        void setDeadline() {
            try {
                var deadline =
                        scheduler.schedule(this::expire, config.queueTimeout().toNanos(), TimeUnit.NANOSECONDS);
                permit.whenComplete((place, refusal) -> deadline.cancel(false));
            } catch (RejectedExecutionException shuttingDown) {
                expire();
            }
        }

        private void expire() {
            if (withdraw(this)) {
                refuse();
            }
        }
    }

    private final class Place implements Permit {
        private final long since = nanoTime.getAsLong();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Waiter waiter;

        Place(Waiter waiter) {
            this.waiter = waiter;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                waiter.release();
                giveBack(nanoTime.getAsLong() - since);
            }
        }
    }
}
