package steward.knowledge;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;
import steward.platform.concurrent.Blocking;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Keeps this instance's index a copy of the rows: applies what it lacks at start, after each change made here, and every
 * second what other instances have changed. Changes are always applied in the order of the log and from the rows, also
 * our own, so there is one way only. An index that breaks is opened anew, and built anew if need be. Thread-safe.
 */
@ApplicationScoped
class IndexFollower {
    private static final Logger LOG = Logger.getLogger(IndexFollower.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** How much of the changes may have to be applied again after a crash; a commit costs an fsync. */
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long CATCH_UP_MILLIS = 1_000;

    private final ReentrantLock applying = new ReentrantLock();
    private final AtomicBoolean looking = new AtomicBoolean();
    private KnowledgeConfig config;
    private Transactions transactions;
    private Executor executor;
    private ScheduledExecutorService timer;
    private LongSupplier nanoTime;

    /** Written under {@code applying}. */
    private volatile SearchIndex index;

    private volatile Collections collections = new Collections(-1, Map.of(), Map.of());
    private volatile long newest;
    private volatile boolean ready;
    private volatile boolean stopped;
    private volatile boolean behind;
    private volatile String epoch = "";
    private volatile Runnable beforeReading = () -> {};
    private long committedAt;
    private boolean scheduled;

    IndexFollower() {} // for the CDI proxy

    @Inject
    IndexFollower(
            KnowledgeConfig config,
            Transactions transactions,
            @Blocking Executor executor,
            ScheduledExecutorService timer) {
        this(config, transactions, executor, timer, System::nanoTime);
    }

    IndexFollower(
            KnowledgeConfig config,
            Transactions transactions,
            Executor executor,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.config = config;
        this.transactions = transactions;
        this.executor = executor;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Names of collections as of one change. */
    private record Collections(long change, Map<String, String> byId, Map<String, String> byName) {}

    /** Opens the index and applies all that it lacks; then follows. Returns when searches may begin. */
    void start() {
        var begin = nanoTime.getAsLong();
        catchUp();
        ready = true;
        var tookMs = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begin);
        LOG.log(Level.INFO, "index.ready applied={0} took_ms={1}", new Object[] {
            Long.toString(version()), Long.toString(tookMs)
        });
        applying.lock();
        try {
            if (!scheduled && timer != null) {
                timer.scheduleWithFixedDelay(
                        this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                scheduled = true;
            }
        } finally {
            applying.unlock();
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        applying.lock();
        try {
            ready = false;
            if (index != null) {
                index.close();
            }
        } catch (IOException | AlreadyClosedException failure) {
            LOG.log(Level.WARNING, "index.close_failed", failure);
        } finally {
            index = null;
            applying.unlock();
        }
    }

    /** True from when every change known at the start had been applied. */
    boolean ready() {
        return ready;
    }

    /** The last change that searches see; 0 before the first. */
    long version() {
        var current = index;
        return current == null ? 0 : current.applied();
    }

    /** The last change that the rows were seen to have. */
    long newest() {
        return newest;
    }

    /** How many passages searches see. */
    int passages() {
        return reading(SearchIndex::passages);
    }

    /** What is done before each search: looking whether another instance is ahead. */
    void beforeReading(Runnable look) {
        beforeReading = look;
    }

    /** Looks whether another instance is ahead, and follows if so. */
    void refresh() {
        if (ready) {
            beforeReading.run();
        }
    }

    /** The id of the rows that this index is a copy of; empty before the first look. */
    String epoch() {
        return epoch;
    }

    /** Searches; see {@link KnowledgeBase#search}. */
    IndexSearch.Hits search(SearchQuery question) {
        refresh();
        var known = collections;
        boolean all = question.collections().isEmpty() && question.hidden().isEmpty();
        var among = among(known, question);
        return reading(current -> current.read(searcher -> new IndexSearch(searcher, question, among, all).run()));
    }

    private static Map<String, String> among(Collections known, SearchQuery question) {
        if (question.collections().isEmpty()) {
            return without(known.byId(), question.hidden());
        }
        var among = new LinkedHashMap<String, String>();
        for (var name : question.collections()) {
            var id = known.byName().get(name);
            // what is hidden is as what does not exist
            if (id == null || question.hidden().contains(id)) {
                throw ProblemException.badInput("collection", "unknown");
            }
            among.put(id, name);
        }
        return among;
    }

    private static Map<String, String> without(Map<String, String> names, Set<String> hidden) {
        if (hidden.isEmpty()) {
            return names;
        }
        var visible = new HashMap<>(names);
        visible.keySet().removeAll(hidden);
        return visible;
    }

    private interface Read<T> {
        T of(SearchIndex index) throws IOException;
    }

    private <T> T reading(Read<T> read) {
        var current = index;
        if (current == null || !ready) {
            throw starting();
        }
        try {
            return read.of(current);
        } catch (IOException | AlreadyClosedException broken) {
            if (current != index) {
                return reading(read);
            }
            LOG.log(Level.SEVERE, "index.broken", broken);
            executor.execute(() -> reopen(current));
            throw starting();
        }
    }

    private static ProblemException starting() {
        return new ProblemException(ProblemType.STARTING).retryAfter(RETRY);
    }

    /** Applies everything that is committed by now. */
    void catchUp() {
        applying.lock();
        try {
            if (stopped) {
                return;
            }
            if (index == null || index.isBroken()) {
                open();
            }
            applyAll();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            applying.unlock();
        }
    }

    /** Applies what is committed by now unless somebody has meanwhile; waits a second at most, and fails never. */
    void catchUpTo(long change) {
        try {
            // rows that could not be read a moment ago keep nobody waiting
            if (!behind && applying.tryLock(CATCH_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    if (version() < change) {
                        catchUp();
                    }
                } finally {
                    applying.unlock();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException later) {
            behind = true;
            LOG.log(Level.FINE, "index.behind", later);
        }
    }

    /** Another instance has changed something: looks now and not within a second. */
    void lookIfBehind(long change) {
        if (ready && version() < change) {
            look();
        }
    }

    private void open() throws IOException {
        var state = transactions.call(ChangeLog::state);
        var broken = index;
        // what an error has closed has let go of the folder, and is searched until the new one is there
        index = SearchIndex.open(config.indexFolder(), state.epoch(), state.change());
        IOUtils.closeWhileHandlingException(broken);
        committedAt = nanoTime.getAsLong();
        if (index.applied() > 0 && index.applied() < state.pruned()) {
            LOG.log(Level.INFO, "index.too_old applied={0} pruned={1}", new Object[] {index.applied(), state.pruned()});
            discard(state.epoch());
        }
    }

    private void discard(String epoch) throws IOException {
        index.discard();
        index = SearchIndex.open(config.indexFolder(), epoch, 0);
    }

    private void applyAll() throws IOException {
        ChangeLog.Batch batch;
        do {
            batch = transactions.call(entities -> ChangeLog.after(entities, index.applied()));
            newest = batch.state().change();
            epoch = String.valueOf(batch.state().epoch());
            rememberCollections(batch.state().collections());
            if (batch.upTo() > index.applied()) {
                apply(batch);
            }
        } while (!batch.isLast());
    }

    private void apply(ChangeLog.Batch batch) throws IOException {
        index.replace(batch.documents());
        index.delete(batch.deleted());
        index.reached(batch.upTo());
    }

    private void rememberCollections(long change) {
        if (change == collections.change()) {
            return;
        }
        var byId = new HashMap<String, String>();
        var byName = new HashMap<String, String>();
        transactions.call(DocumentRepository::collections).forEach(collection -> {
            byId.put(collection.id(), collection.name());
            byName.put(collection.name(), collection.id());
        });
        collections = new Collections(change, byId, byName);
    }

    private void reopen(SearchIndex broken) {
        applying.lock();
        try {
            if (index != broken || stopped) {
                return;
            }
            ready = false;
            discard(transactions.call(ChangeLog::state).epoch());
            applyAll();
            ready = true;
        } catch (IOException | RuntimeException failure) {
            LOG.log(Level.SEVERE, "index.rebuild_failed", failure);
        } finally {
            applying.unlock();
        }
    }

    /** Runs on the timer, which must not block. */
    private void look() {
        if (!stopped && looking.compareAndSet(false, true)) {
            try {
                executor.execute(this::follow);
            } catch (RuntimeException full) {
                looking.set(false);
                LOG.log(Level.FINE, "index.look_refused", full);
            }
        }
    }

    private void follow() {
        try {
            catchUp();
            commitSometimes();
            ready = !stopped;
            behind = false;
        } catch (RuntimeException | IOException failure) {
            LOG.log(behind ? Level.FINE : Level.WARNING, "index.behind applied=" + version(), failure);
            behind = true;
        } finally {
            looking.set(false);
        }
    }

    private void commitSometimes() throws IOException {
        applying.lock();
        try {
            if (index != null && nanoTime.getAsLong() - committedAt >= COMMIT_EVERY.toNanos()) {
                index.commit();
                committedAt = nanoTime.getAsLong();
            }
        } finally {
            applying.unlock();
        }
    }
}
