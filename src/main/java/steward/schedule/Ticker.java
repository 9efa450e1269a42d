package steward.schedule;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseReady;

/** Looks every second for schedules that are due, on instances whose role it is, and puts the product's own there. */
@ApplicationScoped
class Ticker {
    private static final Logger LOG = Logger.getLogger(Ticker.class.getName());
    private static final long LOOK_MILLIS = 1_000;

    private final AtomicBoolean looking = new AtomicBoolean();
    private Schedules schedules;
    private Executor executor;
    private ScheduledExecutorService timer;
    private ScheduledFuture<?> looks;
    private volatile boolean databaseIsAway;

    Ticker() {} // for the CDI proxy

    @Inject
    Ticker(Schedules schedules, @Blocking Executor executor, ScheduledExecutorService timer) {
        this.schedules = schedules;
        this.executor = executor;
        this.timer = timer;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) DatabaseReady tables) {
        BuiltInSchedules.all().forEach(schedules::addBuiltIn);
        Settings.current()
                .find(Setting.BACKUP_SCHEDULE)
                .ifPresent(cron -> schedules.turnOnBuiltIn(BuiltInSchedules.BACKUP, cron));
        var role = Settings.current().text(Setting.STEWARD_ROLE);
        if (looks == null && (role.equals("all") || role.equals("scheduler"))) {
            looks = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (looks != null) {
            looks.cancel(false);
        }
    }

    /** Runs on the timer, which must not block. */
    private void look() {
        if (looking.compareAndSet(false, true)) {
            try {
                executor.execute(this::fire);
            } catch (RejectedExecutionException shuttingDown) {
                looking.set(false);
                LOG.log(Level.FINE, "schedule.look_refused", shuttingDown);
            }
        }
    }

    private void fire() {
        try {
            schedules.fireDue();
            databaseIsAway = false;
        } catch (RuntimeException failure) {
            // once per outage: the next look will fail too
            LOG.log(databaseIsAway ? Level.FINE : Level.WARNING, "schedule.look_failed", failure);
            databaseIsAway = true;
        } finally {
            looking.set(false);
        }
    }
}
