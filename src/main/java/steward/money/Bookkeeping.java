package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.DatabaseReady;

/**
 * Keeps the books up to date, every ten seconds: renews the reservations of calls under way, closes those that a crashed
 * instance left behind, writes usage, and now and then makes room. Safe on every instance at once.
 */
@ApplicationScoped
class Bookkeeping {
    private static final Logger LOG = Logger.getLogger(Bookkeeping.class.getName());
    private static final long INTERVAL_SECONDS = 10;
    private static final int ROUNDS_BETWEEN_TIDYING = 360;
    private static final int MOST_CLOSED_AT_ONCE = 500;
    private static final Duration RESERVATIONS_KEPT = Duration.ofDays(40);

    private final AtomicBoolean atWork = new AtomicBoolean();
    private Till till;
    private Ledger ledger;
    private LedgerBooks books;
    private Usage usage;
    private BudgetLimits limits;
    private BlockingWork blocking;
    private ScheduledExecutorService timer;
    private Clock clock;
    private ScheduledFuture<?> rounds;
    private long round;

    Bookkeeping() {} // for the CDI proxy

    @Inject
    Bookkeeping(
            Till till,
            Ledger ledger,
            LedgerBooks books,
            Usage usage,
            BudgetLimits limits,
            BlockingWork blocking,
            ScheduledExecutorService timer,
            Clock clock) {
        this.till = till;
        this.ledger = ledger;
        this.books = books;
        this.usage = usage;
        this.limits = limits;
        this.blocking = blocking;
        this.timer = timer;
        this.clock = clock;
    }

    void begin(@Observes DatabaseReady ready) {
        rounds = timer.scheduleWithFixedDelay(
                () -> blocking.run(this::work), INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /** Earlier than the end of beans, when the application can load no more classes. */
    void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object end) {
        if (rounds != null) {
            rounds.cancel(false);
            step("usage", usage::flush);
        }
    }

    /** One round; a second one at the same time does nothing. */
    void work() {
        if (!atWork.compareAndSet(false, true)) {
            return;
        }
        try {
            step("limits", limits::read);
            step("reservations", till::keepUp);
            step("leases", this::closeLeftBehind);
            step("usage", usage::flush);
            if (round++ % ROUNDS_BETWEEN_TIDYING == 0) {
                step("tidying", () -> books.forget(clock.instant(), RESERVATIONS_KEPT));
            }
        } finally {
            atWork.set(false);
        }
    }

    private void step(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) { // the next round tries again
            LOG.log(Level.WARNING, "money.round_failed step=" + what, failure);
        }
    }

    private void closeLeftBehind() {
        for (var id : ledger.overdue(MOST_CLOSED_AT_ONCE)) {
            if (ledger.expire(id, left -> usage.key(left.owner(), left.user(), left.team(), left.model()))) {
                LOG.log(Level.WARNING, "money.reservation_expired id={0}", id);
            }
        }
    }
}
