package steward.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.concurrent.BlockingWork;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Remembers who did what: every administrative write, login, export and restore, and the first use of a key from an
 * address on each day. Entries are chained by their hashes across all instances; the hash of each goes to the log as
 * well, which is the anchor that somebody who rewrites the whole table cannot reach. Thread-safe.
 */
@ApplicationScoped
public class Audit {
    private static final Logger LOG = Logger.getLogger(Audit.class.getName());
    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_WAITING = 20_000;
    private static final long RETRY_SECONDS = 5;
    private static final int MOST_SEEN = 100_000;

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean tryingAgain = new AtomicBoolean();
    private final Cache<String, LocalDate> seen =
            Caffeine.newBuilder().maximumSize(MOST_SEEN).executor(Runnable::run).build();
    private AuditRepository entries;
    private BlockingWork blocking;
    private ScheduledExecutorService timer;
    private Clock clock;

    Audit() {} // for the CDI proxy

    @Inject
    Audit(AuditRepository entries, BlockingWork blocking, ScheduledExecutorService timer, Clock clock) {
        this.entries = entries;
        this.blocking = blocking;
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * Appends in a transaction of its own and returns at once. Completes when it is committed; while the database is
     * away that is later, and what waits in the heap is lost with the process, but for its line in the log. Fails with
     * database_unavailable (503) where too much waits already.
     */
    public CompletionStage<Void> record(AuditEvent event) {
        if (size.incrementAndGet() > MOST_WAITING) {
            size.decrementAndGet();
            LOG.log(Level.SEVERE, "audit.lost " + fields(event));
            return CompletableFuture.failedFuture(new ProblemException(ProblemType.DATABASE_UNAVAILABLE));
        }
        var one = new Waiting(event, new CompletableFuture<>());
        waiting.add(one);
        write();
        return one.committed().minimalCompletionStage();
    }

    /** Work that tells the audit what it did, whenever it knows. */
    public interface Told<T> {
        T in(Connection connection, Consumer<AuditEvent> audit) throws SQLException;
    }

    /**
     * All of the work is committed with what it tells, or nothing; then the log is told as well. Work that lost against
     * another transaction is done again, so it must leave nothing behind but rows. Blocks.
     */
    public <T> T commit(Told<T> work) {
        return entries.commit(work, Audit::tell);
    }

    /**
     * Appends as part of a transaction that others commit: the change and its record are committed together or not at all.
     *
     * @param afterCommit takes what is to be done once it is committed, and is not where it never is
     */
    public void record(Connection connection, AuditEvent event, Consumer<Runnable> afterCommit) throws SQLException {
        var written = entries.append(connection, List.of(event));
        afterCommit.accept(() -> tell(written));
    }

    /**
     * Notes that a key is used. The first time on a day from an address is recorded (by each instance for itself);
     * everything after that is one look into the heap.
     */
    public void keyUsed(String who, String address, String requestId) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var use = who + ' ' + address;
        if (!today.equals(seen.getIfPresent(use))) {
            seen.put(use, today);
            record(new AuditEvent(who, address, "key.use", who, "{}", requestId, "ok"));
        }
    }

    private void write() {
        blocking.run(this::writeBatch).exceptionally(failure -> {
            LOG.log(Level.WARNING, "audit.waiting retry_s=" + RETRY_SECONDS + " entries=" + size.get(), failure);
            tryAgain();
            return null;
        });
    }

    private void tryAgain() {
        if (tryingAgain.compareAndSet(false, true)) {
            timer.schedule(
                    () -> {
                        tryingAgain.set(false);
                        write();
                    },
                    RETRY_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    /** One at a time, so that what cannot be written goes back to its place. */
    private synchronized void writeBatch() {
        var batch = new ArrayList<Waiting>();
        for (var one : waiting) {
            batch.add(one);
            if (batch.size() == MOST_AT_ONCE) {
                break;
            }
        }
        if (batch.isEmpty()) {
            return; // another has written what this was called for
        }
        tell(entries.append(batch.stream().map(Waiting::event).toList()));
        for (var one : batch) {
            waiting.remove(one);
            size.decrementAndGet();
            one.committed().complete(null);
        }
    }

    /** Tells the log of entries that are committed: the anchor that is not in the database. */
    static void tell(List<AuditEntry> written) {
        for (var entry : written) {
            LOG.log(
                    Level.INFO,
                    "audit.recorded seq=" + entry.seq() + " hash=" + entry.hash() + " " + fields(entry.event()));
        }
    }

    private static String fields(AuditEvent event) {
        return "who=" + event.who() + " action=" + event.action() + " object=" + event.object() + " outcome="
                + event.outcome() + " request_id=" + event.requestId();
    }

    private record Waiting(AuditEvent event, CompletableFuture<Void> committed) {}
}
