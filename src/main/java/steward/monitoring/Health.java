package steward.monitoring;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Version;
import steward.platform.database.Migrations;

/**
 * Keeps a report of this instance's health up to date, so that a probe costs nothing but the sending of bytes, also under
 * full load and while the database hangs.
 */
@ApplicationScoped
class Health {
    private static final long INTERVAL_MILLIS = 1_000;

    @Resource(lookup = "java:app/jdbc/steward")
    private DataSource database;

    private Executor executor;
    private ScheduledExecutorService timer;
    private Migrations migrations;
    private MonitoringConfig config;
    private HealthBoard board;
    private DatabaseProbe probe;
    private Draining draining;
    private ScheduledFuture<?> rounds;

    Health() {} // for the CDI proxy

    @Inject
    Health(
            @Blocking Executor executor,
            ScheduledExecutorService timer,
            Migrations migrations,
            MonitoringConfig config,
            HealthBoard board) {
        this.executor = executor;
        this.timer = timer;
        this.migrations = migrations;
        this.config = config;
        this.board = board;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        probe = new DatabaseProbe(database, executor, System::nanoTime);
        draining = new Draining(this::refresh);
        board.hang(report());
        rounds = timer.scheduleWithFixedDelay(this::round, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        rounds.cancel(false);
        draining.close();
    }

    private void round() {
        probe.ask(this::refresh);
        refresh();
    }

    private synchronized void refresh() {
        if (!state().equals(board.report().state())) {
            board.hang(report());
        }
    }

    private HealthReport report() {
        return new HealthReport(state(), config.serverId(), Version.current());
    }

    private HealthReport.State state() {
        return new HealthReport.State(migrations.done(), probe.up(), draining.begun());
    }
}
