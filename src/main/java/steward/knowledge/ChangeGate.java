package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Lets the changes of this instance through one after the other. They would wait for each other in the database anyway,
 * for the counter of changes; here they wait without a connection, so that imports leave connections to everybody else.
 * When a change returns, the next search on this instance sees it. Thread-safe.
 */
@ApplicationScoped
class ChangeGate {
    private static final Logger LOG = Logger.getLogger(ChangeGate.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock gate = new ReentrantLock(true);
    private Transactions transactions;
    private IndexFollower index;
    private volatile LongConsumer onChange = change -> {};

    ChangeGate() {} // for the CDI proxy

    @Inject
    ChangeGate(Transactions transactions, IndexFollower index) {
        this.transactions = transactions;
        this.index = index;
    }

    /**
     * Commits a change and has the index follow.
     *
     * @throws ProblemException server_busy or database_unavailable (503), or what {@code change} throws
     */
    <T> T through(Function<EntityManager, T> change) {
        var result = committed(change);
        try {
            index.catchUp();
        } catch (RuntimeException later) {
            // the rows are safe; the follower applies them within a second or says why not
            LOG.log(Level.WARNING, "index.behind", later);
        }
        onChange.accept(index.version());
        return result;
    }

    /** Who is told of each change, with its number, before its writer is answered. */
    void onChange(LongConsumer listener) {
        onChange = listener;
    }

    private <T> T committed(Function<EntityManager, T> change) {
        enter();
        try {
            return transactions.call(change);
        } finally {
            gate.unlock();
        }
    }

    private void enter() {
        try {
            if (gate.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(ProblemType.SERVER_BUSY)
                .with("running", 1)
                .with("limit", 1)
                .with("waiting", gate.getQueueLength())
                .with("setting", "UPLOAD_MAX_MB")
                .retryAfter(Duration.ofSeconds(5));
    }
}
